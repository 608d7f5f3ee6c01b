import { CheckReport } from "@/lib/model/check-report";
import type { KeyTypeAsked, NoSessionFault, NoTlsFault } from "@/lib/model/smtp-probe";
import { type CheckOptions, checkDomain } from "../check-domain";
import type { CheckIo, ProbeAttempt, ProbeTarget } from "../check-io";
import type { LookupError } from "../dns/lookup-error";
import type { Message } from "../dns/message";
import { type Name, nameOf } from "../dns/name";
import type { TlsaData } from "../dns/record";
import { parseDomainInput } from "../domain-name-input";
import { certificateFacts } from "../smtp/chain-report";
import { authenticate } from "../tlsa/authenticate";
import { recordFor, recordsForChain } from "../tlsa/records-for-chain";
import { type TestCertificate, testCertificate } from "./test-certificate";
import { TestWorld } from "./test-world";
import { TEST_NOW, TestZone } from "./test-zone";

/** Certificates and their keys, made once: what they say does not matter to DANE-EE(3). */
export const LEAF = testCertificate({ subject: "leaf" });
export const OTHER_LEAF = testCertificate({ subject: "other" });

/** Record data for zones; `tls`, `noTls` and `noSession` below are what a server comes to. */
export const a = (address: string) => ({ kind: "A", address }) as const;
export const aaaa = (address: string) => ({ kind: "AAAA", address }) as const;
export const mx = (preference: number, exchange: string) =>
  ({ kind: "MX", preference, exchange: nameOf(exchange) }) as const;
export const cname = (target: string) => ({ kind: "CNAME", target: nameOf(target) }) as const;

/** A `3 1 1` record, or another, of a certificate. */
export const tlsaOf = (
  certificate: TestCertificate,
  usage = 3,
  selector = 1,
  matchingType = 1,
): TlsaData => recordFor(certificate, { usage, selector, matchingType });

export const tls = (
  certificate: TestCertificate = LEAF,
  keyType: KeyTypeAsked = "any",
  ...issuers: readonly TestCertificate[]
): ProbeAttempt => ({
  keyType,
  outcome: {
    kind: "tls",
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    chain: [certificate.der, ...issuers.map(({ der }) => der)],
  },
});
export const noTls = (
  fault: NoTlsFault,
  keyType: KeyTypeAsked = "any",
  serverNameRefused = false,
): ProbeAttempt => ({
  keyType,
  outcome: { kind: "no_tls", fault, detail: null, serverNameRefused },
});
export const noSession = (fault: NoSessionFault): ProbeAttempt => ({
  keyType: "any",
  outcome: { kind: "no_session", fault, detail: null },
});

export const timeout: LookupError = { code: "timeout", afterMs: 1 };

/**
 * The root, `nl.` and `net.`, `example.nl.` and `backup.net.` signed, `plain.net.` provably not;
 * behind them mail servers that do as they are told, by address. An address that nothing is told of
 * shows `LEAF`.
 */
export class CheckBench {
  readonly zone = new TestZone("example.nl");
  readonly backup = new TestZone("backup.net");
  readonly plain = new TestZone("plain.net", { keys: [] });
  readonly servers = new Map<string, readonly ProbeAttempt[]>();
  readonly probed: ProbeTarget[] = [];
  readonly world: TestWorld;
  probe: CheckIo["probe"] = async (target) => {
    this.probed.push(target);
    return this.servers.get(target.address) ?? [tls()];
  };

  constructor(...more: readonly TestZone[]) {
    const nl = new TestZone("nl").delegate(this.zone);
    const net = new TestZone("net").delegate(this.backup).delegate(this.plain);
    const root = new TestZone(".").delegate(nl).delegate(net);
    const tops = [nl, net];
    for (const zone of more)
      tops.find(({ apex }) => zone.apex.endsWith(`.${apex}`))?.delegate(zone);
    this.world = new TestWorld(root, nl, net, this.zone, this.backup, this.plain, ...more);
  }

  /** One MX host of `example.nl` with an address and, unless null, these TLSA records. */
  host(label: string, address: string, records: readonly TlsaData[] | null, preference = 10): this {
    this.zone.add("@", mx(preference, `${label}.example.nl`)).add(label, a(address));
    for (const record of records ?? []) this.zone.add(`_25._tcp.${label}`, record);
    return this;
  }

  /** Has the resolver fail for one question, or change its answer. */
  spoil(name: string, type: number, how: LookupError | ((message: Message) => Message)): this {
    const before = this.world.tamper;
    const spoiled = nameOf(name);
    this.world.tamper = (message, asked, askedType) => {
      if (asked !== spoiled || askedType !== type) return before(message, asked, askedType);
      return typeof how === "function" ? how(message) : how;
    };
    return this;
  }

  io(): CheckIo {
    return {
      validator: this.world.validator(),
      probe: (target, signal) => this.probe(target, signal),
      authenticate,
      recordsForChain,
      describeChain: (chain) => chain.map(certificateFacts),
      now: () => TEST_NOW * 1000,
    };
  }

  /** The report, read by its schema as its readers do. */
  async check(domain = "example.nl", options: CheckOptions = {}): Promise<CheckReport> {
    const input = parseDomainInput(domain);
    if (!input.ok) throw new Error(input.error.code);
    return CheckReport.parse(await checkDomain(input.value, this.io(), options));
  }

  /** The place of a question among those asked; -1 where it was not. */
  asked(name: string, type: number): number {
    return this.world.asked.indexOf(`${nameOf(name) satisfies Name}/${type}`);
  }
}

/** Host verdicts by name, in the report's order. */
export const hostVerdicts = ({ hosts }: CheckReport) =>
  hosts.map(({ name, verdict }) => [name, verdict] as const);

/** The problem codes, in the report's order. */
export const codesOf = ({ problems }: CheckReport) => problems.map(({ code }) => code);
