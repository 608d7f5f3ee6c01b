import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAB_DOMAINS } from "@/lab/domains/all";
import { hasProgram } from "@/lab/programs";
import { type Lab, startLab } from "@/lab/start";
import { labVerifier } from "@/lab/verdicts";
import type { CheckReport } from "@/lib/model/check-report";
import { RR } from "@/lib/model/dns-registry";
import { nameOf } from "@/lib/verifier/dns/name";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { observeSigned, type SignedDomain } from "./observe-domain";
import { type OpenScan, openScan } from "./open-scan";

const hasServers = hasProgram("nsd") && hasProgram("unbound");
const BUSY_ONCE = "starttls-after-greylisting.ch";
const AT_ONCE = 12;
/** A third of the lab, as each is checked twice here; what judges is tested on all of it elsewhere. */
const DOMAINS = LAB_DOMAINS.filter(({ name }, at) => at % 3 === 0 || name === BUSY_ONCE);
const STAGE_MS = 3000;

describe.skipIf(!hasServers)("the scan in the lab (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  let scan: OpenScan;
  const checked = new Map<string, CheckReport>();
  const observed = new Map<string, SignedDomain>();

  beforeAll(async () => {
    lab = await startLab();
    const opened = await openScan({
      resolver: lab.resolver,
      anchors: lab.anchors,
      ehloName: "probe.lab.invalid",
      mayConnect: addressPolicy({ allowPrivate: true }),
      mayAsk: () => true,
      smtpPort: lab.smtpPort,
      deadlines: {
        bannerMs: STAGE_MS,
        ehloMs: STAGE_MS,
        starttlsMs: STAGE_MS,
        handshakeMs: STAGE_MS,
      },
      now: Date.now,
      signal: new AbortController().signal,
    });
    if (!opened.ok) throw new Error(opened.error.code);
    scan = opened.value;
    const verifier = labVerifier(lab);
    const waiting = [...DOMAINS];
    const worker = async () => {
      for (let domain = waiting.pop(); domain !== undefined; domain = waiting.pop()) {
        const { name } = domain;
        const asked = scan.io.quick.resolve(nameOf(name), RR.DS);
        observed.set(name, await observeSigned(nameOf(name), asked, scan.io));
        checked.set(name, await verifier.check(name));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    verifier.close();
  }, 120_000);
  afterAll(async () => {
    scan?.close();
    await lab?.close();
  });

  test.for(DOMAINS)("$name comes to what checkDomain says: $verdict", (domain) => {
    const seen = observed.get(domain.name)?.judgement;
    // A server that is busy the first time does not say so to who comes second.
    if (domain.name === BUSY_ONCE) {
      expect(seen?.verdict).toBe(domain.verdict);
      return;
    }
    const report = checked.get(domain.name);
    expect(report).toBeDefined();
    expect({ verdict: seen?.verdict, rule: seen?.rule, counts: seen?.counts }).toEqual({
      verdict: report?.verdict,
      rule: report?.rule,
      counts: report?.counts,
    });
  });
});
