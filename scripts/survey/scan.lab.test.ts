import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { LAB_DOMAINS } from "@/lab/domains/all";
import { hasProgram } from "@/lab/programs";
import { type Lab, startLab } from "@/lab/start";
import { type Program, startProgram } from "@/scripts/testing/program";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";

const hasServers = hasProgram("nsd") && hasProgram("unbound");

describe.skipIf(!hasServers)("survey scan (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  let cluster: Awaited<ReturnType<typeof startThrowAwayCluster>>;
  let db: Db;
  let folder: string;

  beforeAll(async () => {
    cluster = await startThrowAwayCluster();
    lab = await startLab();
    db = connect(cluster.url);
    folder = mkdtempSync(path.join(tmpdir(), "dane-stats-scan-"));
    chmodSync(folder, 0o755);
    const list = path.join(folder, "lab.txt");
    writeFileSync(list, LAB_DOMAINS.map(({ name }) => `${name}\n`).join(""));
    const bogus = LAB_DOMAINS.find(({ verdict }) => verdict === "bogus")?.name;
    mkdirSync(path.join(folder, "survey"), { recursive: true });
    writeFileSync(path.join(folder, "survey", "canaries.txt"), `good.nl dane_ok\n${bogus} bogus\n`);
    expect(await survey("import", list).ended).toBe(0);
  }, 120_000);
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
  const scan = (...more: string[]): Program => {
    const { address, port } = lab.resolver;
    const where = ["--resolver", `${address}:${port}`, "--trust-anchor", lab.trustAnchorFile];
    const how = ["--smtp-port", String(lab.smtpPort), "--hours", "0", "--batch", "50"];
    return survey("scan", ...where, ...how, ...more);
  };
  /** Waits until the main pass is done, and ends the program with Ctrl-C. */
  async function interrupted(program: Program): Promise<number | NodeJS.Signals> {
    await program.printed(/"state":"running"/);
    for (;;) {
      const [row] = await db.$client`
        select count(*) filter (where b.state <> 'done')::int as open,
          bool_and(r.next_hash is null) as fed
        from scan.runs r left join scan.batches b on b.run = r.id where r.state = 'running'`;
      if (row?.fed === true && row.open === 0) break;
      await sleep(200);
      if (program.child.exitCode !== null) throw new Error(program.output());
    }
    program.child.kill("SIGINT");
    return program.ended;
  }

  test("writes what the verifier says of each signed domain, probes each server once, and drains", async () => {
    const program = scan();
    expect(await interrupted(program)).toBe(0);
    const rows = await db.$client<{ name: string; verdict: string; outcome: string }[]>`
      select name, verdict, outcome from scan.domains order by name`;
    expect(rows.length).toBeGreaterThan(100);
    const planned = new Map(LAB_DOMAINS.map((domain) => [domain.name, domain]));
    const wrong = rows.flatMap(({ name, verdict }) => {
      const plan = planned.get(name);
      return plan === undefined || plan.verdict === verdict ? [] : [[name, verdict, plan.verdict]];
    });
    expect(wrong).toEqual([]);
    // What could not be told waits for its retries, and is nowhere counted yet.
    const [waiting] = await db.$client`select count(*)::int as n from scan.retries`;
    expect(waiting?.n).toBeGreaterThan(10);
    expect(rows.filter(({ outcome }) => outcome === "undetermined")).toEqual([]);
    const [probed] = await db.$client`
      select count(*)::int as n, count(distinct (address, server_name))::int as places
      from scan.probes where attempts is not null`;
    expect(probed?.n).toBe(probed?.places);
    expect(probed?.n).toBeGreaterThan(50);
    const [host] = await db.$client`
      select verdict, zone, state from scan.hosts where name = 'mx.good.nl'`;
    expect(host).toMatchObject({ verdict: "ok", zone: "good.nl" });
    // Canaries were looked at before the first batch and after the last one.
    const looks = await db.$client`select state, canaries from scan.canary_looks order by id`;
    expect(looks.length).toBeGreaterThan(1);
    for (const look of looks) expect(look).toEqual({ state: "right", canaries: 2 });
    const [unproven] = await db.$client`
      select count(*)::int as n from scan.batches where state = 'done' and names is not null`;
    expect(unproven?.n).toBe(0);
    const [setup] = await db.$client`select resolver, trust_anchors from scan.setups`;
    expect(setup?.resolver).toContain("a resolver at 127.");
    expect(setup?.trust_anchors).toHaveLength(1);
  }, 180_000);

  test("goes on where it stopped, and changes nothing that is as it was", async () => {
    const before = await db.$client`select count(*)::int as n from scan.changes`;
    expect(await interrupted(scan())).toBe(0);
    expect(await db.$client`select count(*)::int as n from scan.changes`).toEqual(before);
    await db.$client`delete from scan.retries`;
    const rest = scan();
    expect(await rest.ended).toBe(0);
    expect(rest.output()).toContain('"state":"complete"');
    const idle = scan();
    expect(await idle.ended).toBe(0);
    expect(await interrupted(scan("--again"))).toBe(0);
    const [changed] = await db.$client`
      select sum((tally->>'changed')::int)::int as n from scan.coverage where run = 2`;
    expect(changed?.n).toBe(0);
  }, 180_000);
});
