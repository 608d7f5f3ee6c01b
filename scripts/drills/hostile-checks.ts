import { writeFileSync } from "node:fs";
import path from "node:path";
import { migrate } from "@/db/migrate";
import { startLoopbackLab } from "@/lib/check/testing/loopback-lab";
import { nameOf } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";
import { recordText } from "@/lib/verifier/dns/rdata-text";
import { a, LEAF, tlsaOf } from "@/lib/verifier/testing/check-bench";
import type { SmtpServerOptions } from "@/lib/verifier/testing/smtp-server";
import { startProgram } from "@/scripts/testing/program";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import type { Drill } from "./drill";

const ZONES = 24;
const PAYLOAD = `"><script>alert(1)</script>\u0000\u001b[2J`;

/** What the mail servers of strangers do, each in one zone or more. */
const BEHAVIOURS: readonly Pick<SmtpServerOptions, "banner" | "ehlo" | "starttls" | "handshake">[] =
  [
    {},
    { banner: { flood: "220-x\r\n" } },
    { banner: { say: `554 ${PAYLOAD}\r\n` } },
    { banner: "reset" },
    { ehlo: { flood: `250-${"x".repeat(500)}\r\n` } },
    { ehlo: "close" },
    { starttls: { say: "220 go\r\nMAIL FROM:<>\r\n" } },
    { starttls: { flood: "454-" } },
    { handshake: { flood: "\u0016\u0003\u0001" } },
    { handshake: "close" },
    { handshake: { sayAndClose: "\u0015\u0003\u0003\u0000\u0002\u0002\u0028" } },
    { banner: { sayAndClose: "220 x\r\n" } },
  ];

/**
 * Checks hostile domains, each once, in one process: mail servers that flood, reset and lie, twenty MX
 * hosts each. A round is one check.
 *
 * Promises: every check ends with a verdict, nothing is logged as a fault, and the memory after the
 * last is what it was after a quarter, give or take a fifth.
 */
export const hostileChecks: Drill = {
  name: "hostile-checks",
  purpose: "live checks of hostile domains in one process",
  rounds: { full: 10_000, sample: 150 },
  async run({ rounds, folder, log }) {
    const cluster = await startThrowAwayCluster();
    const nowSeconds = Math.floor(Date.now() / 1000);
    const lab = await startLoopbackLab({ nowSeconds });
    try {
      const migrated = await migrate(cluster.url);
      if (!migrated.ok) throw new Error(migrated.error.message);
      for (let at = 0; at < ZONES; at += 1) {
        const smtp = BEHAVIOURS[at % BEHAVIOURS.length];
        const { zone, address } = await lab.domain(`enemy-${at}`, smtp ? { smtp } : {});
        for (let host = 0; host < 20; host += 1)
          zone.add("*", {
            kind: "MX",
            preference: host,
            exchange: nameOf(`m${host}.enemy-${at}.nl`),
          });
        for (const label of ["m0", "m1"]) {
          zone.add(label, a(address));
          zone.add(`_${lab.settings.smtpPort}._tcp.${label}`, tlsaOf(LEAF));
        }
      }
      const anchors = path.join(folder, "root.ds");
      const [root] = lab.world.zones;
      const lines = (root?.dsSet() ?? []).map(
        (data) => `${recordText(makeRecord(nameOf("."), 3600, data))}\n`,
      );
      writeFileSync(anchors, lines.join(""));
      const [resolver] = lab.settings.resolvers;
      const program = startProgram(
        "scripts/drills/hostile-checks-program.ts",
        [String(rounds), String(ZONES)],
        {
          NODE_ENV: "test",
          DATABASE_URL: cluster.url,
          RESOLVERS: `127.0.0.1:${resolver?.port}`,
          TRUST_ANCHOR_FILE: anchors,
          PROBE_ALLOWED_RANGES: "127.0.0.0/8",
          SMTP_PORT: String(lab.settings.smtpPort),
          EHLO_NAME: "drill.example.org",
        },
      );
      const code = await program.ended;
      const output = program.output();
      const sizes = [...output.matchAll(/^rss (\d+) (\d+)$/gm)].map(([, checks, mb]) => ({
        checks: Number(checks),
        megabytes: Number(mb),
      }));
      const [, done = "0", faults = "?"] = /^done (\d+) faults (\d+)$/m.exec(output) ?? [];
      const quarter = middle(
        sizes.slice(Math.floor(sizes.length / 4), Math.floor(sizes.length / 2)),
      );
      const last = middle(sizes.slice(-Math.ceil(sizes.length / 4)));
      const isFlat = last <= quarter * 1.2 + 10;
      const isSuccess = code === 0 && Number(done) === rounds && faults === "0" && isFlat;
      if (!isSuccess) log(output.slice(-2_000));
      return {
        isSuccess,
        report: [
          `${done} checks ended, ${faults} faults logged.`,
          `Memory (resident): ${quarter} MB in the second quarter, ${last} MB in the last.`,
          "",
          `Verdicts: ${/^verdicts (.*)$/m.exec(output)?.[1] ?? "none"}`,
          "",
          "| checks | MB |",
          "|---|---|",
          ...sizes
            .filter((_, at) => at % 4 === 3)
            .map(({ checks, megabytes }) => `| ${checks} | ${megabytes} |`),
        ],
      };
    } finally {
      await lab.close();
      await cluster.stop();
    }
  },
};

const middle = (sizes: readonly { megabytes: number }[]): number =>
  sizes.map(({ megabytes }) => megabytes).sort((x, y) => x - y)[Math.floor(sizes.length / 2)] ?? 0;
