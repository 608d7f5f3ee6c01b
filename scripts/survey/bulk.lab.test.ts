import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
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
import {
  type BulkSurveyPlace,
  hurryRetries,
  labOptions,
  labPlaces,
  surveyOf,
} from "@/scripts/testing/bulk-survey";
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
    let place: BulkSurveyPlace;

    beforeAll(async () => {
      [cluster, lab] = await Promise.all([
        startThrowAwayCluster(),
        startBulkLab({ domains: LEAST_DOMAINS }),
      ]);
      db = connect(cluster.url);
      folder = mkdtempSync(path.join(tmpdir(), "dane-stats-bulk-"));
      chmodSync(folder, 0o755);
      place = { lab, databaseUrl: cluster.url, folder };
      const options = [...labOptions(lab), "--batch", "100", "--geoip", lab.geoipFile];
      const run = surveyOf(place, "run", ...options, ...lab.inputs);
      await hurryRetries(db, run.ended);
      expect(await run.ended, run.output()).toBe(0);
      expect(run.output()).toContain('"release":"survey-');
    }, 300_000);
    afterAll(async () => {
      await db?.$client.end();
      await lab?.close();
      await cluster?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

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
      const [row] = await db.$client<{ run: number }[]>`select run from tally.drafts`;
      const computed = await readDraft(db, row?.run ?? 0);
      if (computed === null) throw new Error("there is no draft");
      const checked = checkDraft(computed.draft, computed.inputs.run.day);
      expect(checked.ok ? null : checked.error).toBeNull();
      const { counted, planned, uncompared } = await draftAndPlan(db, lab.plan);
      expect(counted).toEqual(planned);
      expect(uncompared).toEqual([]);
    });

    test("looks again at hosts with a DANE problem, and counts what lasts", async () => {
      await db.$client`update scan.hosts set verdict_since = now() - interval '2 hours'`;
      const again = surveyOf(place, "reprobe", "--once", ...labPlaces(lab));
      expect(await again.ended, again.output()).toBe(0);
      const rows = await db.$client<{ verdict: string; failures: number; hosts: number }[]>`
        select verdict, failures, count(*)::int as hosts from scan.host_problems
        where mended_at is null and next_look_at > now() group by 1, 2 order by 1`;
      const { stale, mute, lapsed } = expectedFigures(lab.plan).hosts;
      expect([...rows]).toEqual([
        { verdict: "fail", failures: 2, hosts: stale },
        { verdict: "no_tls", failures: 2, hosts: mute },
        { verdict: "bogus", failures: 2, hosts: lapsed },
      ]);
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
