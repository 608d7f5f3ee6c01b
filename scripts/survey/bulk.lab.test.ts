import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { draftAndPlan } from "@/lab/bulk/draft-and-plan";
import { type BulkFigures, CASE_OUTCOMES, expectedFigures } from "@/lab/bulk/expected-figures";
import { LEAST_DOMAINS } from "@/lab/bulk/make-plan";
import type { BulkHostState } from "@/lab/bulk/plan";
import { scannedFigures } from "@/lab/bulk/scanned-figures";
import { type BulkLab, startBulkLab } from "@/lab/bulk/start-bulk";
import { hasProgram } from "@/lab/programs";
import type { HostVerdict } from "@/lib/model/check-verdicts";
import { readDraft } from "@/lib/survey/aggregate/draft";
import { checkDraft } from "@/lib/survey/publish/check-draft";
import { type Program, startProgram } from "@/scripts/testing/program";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";

const hasServers = hasProgram("nsd") && hasProgram("unbound");

/** What the scan has to say of a host that the plan knows to be so. */
const VERDICTS: Readonly<Record<BulkHostState, HostVerdict>> = {
  good: "ok",
  by_authority: "ok",
  bare: "no_tlsa",
  stale: "fail",
  mute: "no_tls",
  unusable: "unusable",
  lapsed: "bogus",
  down: "unreachable",
};

describe.skipIf(!hasServers)(
  "a survey of planned domains (skipped: nsd or unbound is missing)",
  () => {
    let lab: BulkLab;
    let cluster: Awaited<ReturnType<typeof startThrowAwayCluster>>;
    let db: Db;
    let folder: string;

    beforeAll(async () => {
      [cluster, lab] = await Promise.all([
        startThrowAwayCluster(),
        startBulkLab({ domains: LEAST_DOMAINS }),
      ]);
      db = connect(cluster.url);
      folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bulk-"));
      chmodSync(folder, 0o755);
      const imported = survey("import", ...lab.inputs);
      expect(await imported.ended, imported.output()).toBe(0);
      await scanned();
    }, 300_000);
    afterAll(async () => {
      await db?.$client.end();
      await lab?.close();
      await cluster?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    const survey = (...args: string[]): Program =>
      startProgram("scripts/survey.ts", args, {
        DATABASE_URL: cluster.url,
        DATA_DIR: folder,
        PROBE_ALLOWED_RANGES: "127.0.0.0/8,::1/128",
        NODE_ENV: "test",
      });

    /** A whole run; retries fall due at once, as nobody waits seven hours for a test. */
    async function scanned(): Promise<void> {
      const { address, port } = lab.resolver;
      const where = ["--resolver", `${address}:${port}`, "--trust-anchor", lab.trustAnchorFile];
      const how = ["--smtp-port", String(lab.smtpPort), "--hours", "0", "--batch", "100"];
      const program = survey("scan", ...where, ...how);
      let isOver = false;
      const ended = program.ended.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await db.$client`update scan.retries set due_at = now() where due_at > now()`;
        await Promise.race([ended, sleep(200)]);
      }
      expect(await ended, program.output()).toBe(0);
      expect(program.output()).toContain('"state":"complete"');
    }

    test("comes to the figures that follow from the plan", async () => {
      const expected = expectedFigures(lab.plan);
      const counted = await scannedFigures(db);
      const { byTld, providers, hosts, ...figures } = counted;
      const same = Object.entries(expected).filter(([name]) => name in figures);
      expect(figures).toEqual(Object.fromEntries(same));
      for (const [tld, totals] of Object.entries(byTld))
        expect(expected.byTld[tld]).toMatchObject(totals);
      expect(Object.keys(byTld)).toEqual(Object.keys(expected.byTld));
      const domainsOf = Object.entries(expected.providers).map(([zone, { domains }]) => [
        zone,
        domains,
      ]);
      expect(providers).toEqual(Object.fromEntries(domainsOf));
      expect(hosts).toEqual(hostVerdicts(expected));
    });

    test("is aggregated to the figures that follow from the plan", async () => {
      const aggregate = survey("aggregate");
      expect(await aggregate.ended, aggregate.output()).toBe(0);
      const [row] = await db.$client<{ run: number }[]>`select run from tally.drafts`;
      const computed = await readDraft(db, row?.run ?? 0);
      if (computed === null) throw new Error("there is no draft");
      const checked = checkDraft(computed.draft, computed.inputs.run.day);
      expect(checked.ok ? null : checked.error).toBeNull();
      const { counted, planned } = await draftAndPlan(db, lab.plan);
      expect(counted).toEqual(planned);
    });

    test("counts what it asked", async () => {
      const [asked] = await db.$client<{ queries: number }[]>`
        select sum((tally->>'queries')::int)::int as queries from scan.coverage`;
      // DS, DNSKEY, MX, NS, NSEC3PARAM of each.
      expect(asked?.queries).toBeGreaterThan(5 * expectedFigures(lab.plan).surveyed);
    });

    test("says of each domain what its case says, and of no other", async () => {
      const rows = await db.$client<{ name: string; verdict: string }[]>`
      select name, verdict from scan.domains order by name`;
      const planned = lab.plan.domains.flatMap(({ name, case: its }) => {
        const outcome = CASE_OUTCOMES[its];
        return outcome === null ? [] : [{ name, verdict: outcome.verdict }];
      });
      expect([...rows]).toEqual(planned.sort((a, b) => (a.name < b.name ? -1 : 1)));
    });
  },
);

/** Named hosts by their verdicts; those of a provider that is not signed are insecure. */
function hostVerdicts({ hosts, unsignedProviders }: BulkFigures): Record<string, number> {
  const insecure = Object.keys(unsignedProviders).length;
  const verdicts: Record<string, number> = { insecure };
  for (const [state, number] of Object.entries(hosts)) {
    const verdict = VERDICTS[state as BulkHostState];
    verdicts[verdict] = (verdicts[verdict] ?? 0) + number - (state === "bare" ? insecure : 0);
  }
  return verdicts;
}
