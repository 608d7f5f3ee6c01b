import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RCODE, RR, typeName } from "@/lib/model/dns-registry";
import { DnsClient } from "../dns/client";
import type { Message } from "../dns/message";
import { nameOf } from "../dns/name";
import { parseAnchorFile } from "./anchor-file";
import { Validator } from "./validator";

const tools = ["/usr/sbin/nsd", "/usr/sbin/unbound", "/usr/bin/ldns-signzone"];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });

/** What Unbound says when it validates itself. */
function unboundSays(message: Message, type: number): readonly [string, string] {
  if (message.rcode === RCODE.SERVFAIL) return ["bogus", "none"];
  const status = message.authenticData ? "secure" : "insecure";
  if (message.rcode === RCODE.NXDOMAIN) return [status, "nxdomain"];
  return [status, message.answer.some((record) => record.type === type) ? "records" : "nodata"];
}

describe.skipIf(!tools.every(existsSync))(
  "zones signed by ldns, on NSD behind Unbound (skipped: nsd, unbound or ldnsutils is missing)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "peers-"));
    let client: DnsClient;

    beforeAll(async () => {
      const ports = [await freePort(), await freePort()].map(String);
      const script = join(import.meta.dirname, "../testing/peer-zones.sh");
      execFileSync("sh", [script, folder, ...ports], { stdio: "ignore" });
      client = new DnsClient({
        resolvers: [{ transport: "dns", address: "127.0.0.1", port: Number(ports[1]), name: null }],
      });
    }, 60_000);

    afterAll(() => {
      client?.close();
      for (const server of ["nsd", "unbound"]) {
        const file = join(folder, `${server}.pid`);
        if (existsSync(file)) process.kill(Number(readFileSync(file, "utf8").trim()));
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    });

    const zones = [
      "good",
      "rsa",
      "ed",
      "p384",
      "sha1",
      "n3",
      "n3opt",
      "n3many",
      "expired",
      "badds",
      "unsigned",
      "nosuch",
    ];
    const questions: readonly [string, number][] = [
      ["", RR.MX],
      ["", RR.DS],
      ["", RR.DNSKEY],
      ["", 65_280],
      ["mx.", RR.A],
      ["mx.", RR.AAAA],
      ["mx.", RR.DS],
      ["_25._tcp.mx.", RR.TLSA],
      ["_tcp.mx.", RR.TLSA],
      ["no.", RR.A],
      ["no.", 65_280],
      ["a.b.no.", RR.TLSA],
      ["x.wild.", RR.A],
      ["x.wild.", RR.AAAA],
      ["alias.", RR.A],
      ["alias.", RR.AAAA],
      ["out.", RR.A],
      ["mx.old.", RR.A],
    ];

    test.for(zones)(
      "%s.nl: status and outcome as Unbound has them",
      { timeout: 30_000 },
      async (zone) => {
        const anchors = parseAnchorFile(readFileSync(join(folder, "root.ds"), "utf8"));
        if (!anchors.ok) throw new Error(anchors.error.code);
        // ldns signs with the clock of today.
        const now = () => Math.floor(Date.now() / 1000);
        const validator = new Validator({
          lookup: (name, type) => client.lookup(name, type),
          now,
          anchors: anchors.value,
        });
        for (const [prefix, type] of questions) {
          const name = nameOf(`${prefix}${zone}.nl`);
          const ours = await validator.resolve(name, type);
          const theirs = await client.lookup(name, type, { checkingDisabled: false });
          if (!theirs.ok) throw new Error(theirs.error.code);
          const asked = `${name} ${typeName(type)}`;
          expect([asked, ours.status, ours.outcome]).toEqual([
            asked,
            ...unboundSays(theirs.value, type),
          ]);
        }
      },
    );
  },
);
