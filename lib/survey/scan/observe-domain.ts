import { RR } from "@/lib/model/dns-registry";
import type { DsState } from "@/lib/model/survey-input";
import { type Name, parseName } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validated } from "@/lib/verifier/dnssec/validator";
import { inParallel } from "@/lib/verifier/in-parallel";
import type { DomainJudgement } from "@/lib/verifier/judge-domain";
import { judgeMx, type MxJudgement } from "@/lib/verifier/judge-mx";
import { type Disagreement, disagreementOf } from "./disagreement";
import { judgeHosts, type NamedHost } from "./judge-hosts";
import { isQuickEnough } from "./quick-resolver";
import type { DomainIo } from "./scan-io";

/** The look-ups of one domain, each by whoever decided. */
export type DomainAnswers = {
  ds: Validated;
  dnskey: Validated;
  mx: Validated;
  /** With records though it is bogus, where there were any. */
  ns: Validated;
  nsec3param: Validated;
};

/** Everything that was seen of a signed domain, and what the verifier makes of it. */
export type SignedDomain = {
  kind: "signed";
  answers: DomainAnswers;
  mx: MxJudgement;
  hosts: readonly NamedHost[];
  judgement: DomainJudgement;
  validated: boolean;
  disagreements: readonly Disagreement[];
};

/** What one domain came to. Only a proof says `unsigned` or `gone`. */
export type DomainObservation =
  | SignedDomain
  | { kind: "unsigned" }
  | { kind: "gone" }
  /** Not even whether it is signed could be told. */
  | { kind: "unknown"; because: string };

/** Hosts of one domain that are looked at at once. */
const HOSTS_AT_ONCE = 4;

/**
 * Looks at one candidate: delegation, keys, denial, mail hosts. Never rejects for what comes from
 * outside. `ds: "seen"` is a zone file's word that there are DS records; otherwise that is asked first.
 */
export async function observeDomain(
  candidate: { name: string; ds: DsState },
  io: DomainIo,
): Promise<DomainObservation> {
  const parsed = parseName(candidate.name);
  if (!parsed.ok) return { kind: "unknown", because: parsed.error.code };
  const name = parsed.value;
  const asked = io.quick.resolve(name, RR.DS);
  if (candidate.ds !== "seen") {
    const ds = await settledDs(await asked, name, io);
    if (!isDecided(ds) || ds.records.length === 0) return withoutDs(ds);
  }
  const seen = await observeSigned(name, asked, io);
  const { ds } = seen.answers;
  // A zone file may be older than the delegation's end, or than its DS records' removal.
  return isDecided(ds) && ds.records.length === 0 ? withoutDs(ds) : seen;
}

/** The same for a name of which something is known to be signed. */
export async function observeSigned(
  name: Name,
  dsAsked: Promise<Validated>,
  io: DomainIo,
): Promise<SignedDomain> {
  const ask = (type: number) => io.quick.resolve(name, type);
  const [dsQuick, dnskeyQuick, mxQuick, nsQuick, nsec3param] = await Promise.all([
    dsAsked,
    ask(RR.DNSKEY),
    ask(RR.MX),
    ask(RR.NS),
    ask(RR.NSEC3PARAM),
  ]);
  const ds = await settledDs(dsQuick, name, io);
  const early = await hostsOf(mxQuick, name, io);
  const ns = isDecided(nsQuick) ? nsQuick : await unvalidatedNs(name, io);
  const needsValidator =
    mxQuick.status !== "secure" || early.hosts.some(({ seen }) => seen.validated);
  const mx = needsValidator ? await full(name, RR.MX, io) : mxQuick;
  // Where the validator finds what the AD bit denied, the keys are not believed by that bit either.
  const isBelieved = dnskeyQuick.status === "secure" && mx.status !== "bogus";
  const dnskey = isBelieved ? dnskeyQuick : await full(name, RR.DNSKEY, io);
  const late = needsValidator ? await hostsOf(mx, name, io) : early;
  const judgement = judgeHosts(name, { answer: mx, mx: late.mx }, late.hosts, io);
  return {
    kind: "signed",
    answers: { ds, dnskey, mx, ns, nsec3param },
    mx: late.mx,
    hosts: late.hosts,
    judgement,
    validated: needsValidator || dnskey !== dnskeyQuick || ds !== dsQuick,
    disagreements: [
      ...compare(dsQuick, ds),
      ...compare(dnskeyQuick, dnskey),
      ...compare(mxQuick, mx),
    ],
  };
}

const isDecided = ({ status }: Validated): boolean => status === "secure" || status === "insecure";

function withoutDs(ds: Validated): DomainObservation {
  if (!isDecided(ds)) return { kind: "unknown", because: ds.detail ?? ds.reason ?? ds.status };
  return { kind: ds.outcome === "nxdomain" ? "gone" : "unsigned" };
}

const full = (name: Name, type: number, io: DomainIo): Promise<Validated> =>
  io.full.resolve(name, type);

/**
 * The name servers of a zone that does not validate, whoever says it: of a broken domain it has to be
 * known whose they are, and the parent's own NS records bear no signature either (RFC 4035 §2.2).
 */
async function unvalidatedNs(name: Name, io: DomainIo): Promise<Validated> {
  const seen = await full(name, RR.NS, io);
  const said = seen.message?.answer.filter((record) => record.name === name) ?? [];
  return isDecided(seen) ? seen : { ...seen, records: said.filter(isKind("NS")) };
}

/** An error at the parent's side is looked at by the validator too. */
const settledDs = async (quick: Validated, name: Name, io: DomainIo): Promise<Validated> =>
  isQuickEnough(quick) ? quick : full(name, RR.DS, io);

const compare = (quick: Validated, decisive: Validated): Disagreement[] => {
  const found = quick === decisive ? null : disagreementOf(quick, decisive);
  return found === null ? [] : [found];
};

/** Unsigned MX records say nothing that DANE could rest on: their hosts are not looked at. */
async function hostsOf(
  answer: Validated,
  name: Name,
  io: DomainIo,
): Promise<{ mx: MxJudgement; hosts: NamedHost[] }> {
  const mx = judgeMx(name, answer);
  const hosts = await inParallel(mx.secure ? mx.hosts : [], HOSTS_AT_ONCE, async (host) => ({
    host,
    seen: await io.hosts.look(host),
  }));
  return { mx, hosts };
}
