import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HygieneCheckId } from "@/lib/model/check-hygiene";
import { DnsClient } from "../dns/client";
import { nameOf } from "../dns/name";
import { parseAnchorFile } from "../dnssec/anchor-file";
import { Validator } from "../dnssec/validator";
import { addressPolicy } from "../net/address-policy";
import { mailHost } from "../testing/hygiene-world";
import { checkHygiene } from "./hygiene";

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

describe.skipIf(!tools.every(existsSync))(
  "zones on NSD behind Unbound (skipped: nsd, unbound or ldnsutils is missing)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "hygiene-"));
    let client: DnsClient;
    let dnsPort = 0;

    beforeAll(async () => {
      dnsPort = await freePort();
      const resolverPort = await freePort();
      const script = join(import.meta.dirname, "../testing/peer-zones.sh");
      const ports = [dnsPort, resolverPort].map(String);
      execFileSync("sh", [script, folder, ...ports], { stdio: "ignore" });
      client = new DnsClient({
        resolvers: [{ transport: "dns", address: "127.0.0.1", port: resolverPort, name: null }],
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

    async function findings(zone: string) {
      const anchors = parseAnchorFile(readFileSync(join(folder, "root.ds"), "utf8"));
      if (!anchors.ok) throw new Error("no anchors");
      const validator = new Validator({
        lookup: (name, type) => client.lookup(name, type),
        now: () => Math.floor(Date.now() / 1000),
        anchors: anchors.value,
      });
      const { findings: found } = await checkHygiene(
        { domain: nameOf(`${zone}.nl`), hosts: [mailHost(`mx.${zone}.nl`)] },
        {
          validator,
          mayConnect: addressPolicy({ allowPrivate: true }),
          now: () => Math.floor(Date.now() / 1000),
          dnsPort,
          limits: { attemptMs: 1000, tcpMs: 3000 },
        },
      );
      const idsOf = (outcome: string) =>
        found.filter((each) => each.outcome === outcome).map(({ check }) => check);
      return { failing: idsOf("fail"), passing: idsOf("pass"), doubtful: idsOf("undetermined") };
    }

    const cases: readonly [string, readonly HygieneCheckId[]][] = [
      ["good", []],
      ["rsa", []],
      ["ed", []],
      ["p384", []],
      ["n3", []],
      ["unsigned", []],
      ["sha1", ["algorithms_recommended"]],
      ["n3opt", ["nsec3_iterations_zero", "nsec3_no_salt", "nsec3_no_opt_out"]],
    ];
    test.for(cases)("%s.nl", { timeout: 30_000 }, async ([zone, expected]) => {
      const { failing, passing, doubtful } = await findings(zone);
      expect(failing).toEqual(expected);
      expect(doubtful).toEqual([]);
      expect(passing).toEqual(
        expect.arrayContaining([
          "name_servers_answer",
          "unknown_type_nodata",
          "unknown_type_below",
          "query_types_not_filtered",
          "edns_supported",
          "edns_extensible",
          "tcp_supported",
          "large_answers",
          "empty_non_terminal_nodata",
        ]),
      );
    });

    test("expired.nl: its signatures and every answer", { timeout: 30_000 }, async () => {
      const { failing } = await findings("expired");
      expect(failing).toEqual(
        expect.arrayContaining(["dnssec_answers_agree", "signatures_not_near_expiry"]),
      );
    });
  },
);
