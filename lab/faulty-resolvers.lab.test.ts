import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckReport } from "@/lib/model/check-report";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import { freePort, type Place } from "./dns-proxy";
import { LAB_DOMAINS } from "./domains/all";
import { differences } from "./expectations";
import { startHidingResolver, startPickingResolver } from "./faulty-resolvers";
import { hasProgram } from "./programs";
import { type Lab, startLab } from "./start";
import { labVerifier } from "./verdicts";

const hasServers = hasProgram("nsd") && hasProgram("unbound");
const AT_ONCE = 12;

/** What no resolver may talk us into, as each rests on a proof (RFC 7672 §2.1.2, RFC 4035 §5). */
const PROVEN_HOST_VERDICTS: readonly string[] = ["ok", "no_tlsa", "insecure"];
const PROVEN_VERDICTS: readonly string[] = ["dane_ok", "dane_partial", "no_dane", "insecure"];

/** Where the DNS itself has no proof that TLSA records exist; each stands in docs/lab.md. */
const NO_PROOF_TO_TAKE: ReadonlySet<string> = new Set(["tlsa-insecure.nl", "nsec3-200-tlsa.eu"]);

const FAULTY = ["lying", "stripping", "picking", "hiding"] as const;
type Faulty = (typeof FAULTY)[number];

describe.skipIf(!hasServers)(
  "resolvers that are not to be trusted (skipped: nsd or unbound is missing)",
  () => {
    const undos: (() => Promise<void>)[] = [];
    const reports = new Map<string, CheckReport>();
    const reportOf = (faulty: Faulty, name: string) => reports.get(`${faulty} ${name}`);

    beforeAll(async () => {
      const lab = await startLab();
      undos.push(lab.close);
      const { lyingResolver: lying, strippingResolver: stripping } = lab;
      const picking = await inFront(lab, "127.25.0.6", startPickingResolver);
      const hiding = await inFront(lab, "127.25.0.7", startHidingResolver);
      const all: Record<Faulty, ResolverAddress> = { lying, stripping, picking, hiding };
      await Promise.all(FAULTY.map((faulty) => checkAll(lab, faulty, all[faulty])));
    }, 180_000);
    afterAll(async () => {
      for (const undo of undos.reverse()) await undo();
    });

    async function inFront(lab: Lab, address: string, start: typeof startHidingResolver) {
      const at: Place = { address, port: await freePort(address) };
      const running = await start(at, lab.resolver);
      undos.push(running.close);
      return { ...lab.resolver, ...at };
    }

    async function checkAll(lab: Lab, faulty: Faulty, resolver: ResolverAddress) {
      const verifier = labVerifier(lab, resolver);
      const waiting = [...LAB_DOMAINS];
      const worker = async () => {
        for (let domain = waiting.pop(); domain !== undefined; domain = waiting.pop())
          reports.set(`${faulty} ${domain.name}`, await verifier.check(domain.name));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      verifier.close();
    }

    test.for(LAB_DOMAINS)("AD on every answer changes nothing: $name is $verdict", (domain) => {
      const report = reportOf("lying", domain.name);
      expect(report && differences(domain, report)).toEqual([]);
    });

    test.for(LAB_DOMAINS)("without DNSSEC records $name could not be looked up", ({ name }) => {
      const report = reportOf("stripping", name);
      expect(report?.verdict).toBe("dns_error");
      const verdicts = report?.hosts.map(({ verdict }) => verdict) ?? [];
      expect(verdicts.filter((verdict) => PROVEN_HOST_VERDICTS.includes(verdict))).toEqual([]);
    });

    describe.for(["picking", "hiding"] as const)("%s", (faulty) => {
      test.for(LAB_DOMAINS)("$name: nothing that needs proof, but as planned", (domain) => {
        const report = reportOf(faulty, domain.name);
        if (report === undefined) throw new Error("there is no report");
        const wrong = report.hosts.filter(
          ({ name, verdict }) =>
            PROVEN_HOST_VERDICTS.includes(verdict) && verdict !== domain.hosts[name]?.verdict,
        );
        const isWrong =
          PROVEN_VERDICTS.includes(report.verdict) && report.verdict !== domain.verdict;
        const known = faulty === "hiding" && NO_PROOF_TO_TAKE.has(domain.name);
        expect(wrong.length > 0 || isWrong).toBe(known);
      });
    });

    test("what proof was taken from is bogus, not absent", () => {
      expect(reportOf("picking", "good.nl")?.verdict).toBe("bogus");
      expect(reportOf("hiding", "good.nl")?.hosts.map(({ verdict }) => verdict)).toEqual(["bogus"]);
    });
  },
);
