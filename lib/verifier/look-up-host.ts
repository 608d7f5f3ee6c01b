import { RR } from "@/lib/model/dns-registry";
import { isDecided } from "./answer-status";
import { type Name, under } from "./dns/name";
import type { Validated } from "./dnssec/validator";
import {
  type AddressFinding,
  findAddresses,
  needsCname,
  type TlsaBases,
  tlsaBases,
} from "./host-addresses";
import type { MxHost } from "./judge-mx";
import type { Ask } from "./look-up-mx";

/** One candidate TLSA base domain and the answer for it. */
export type TlsaLookup = { base: Name; answer: Validated };

/** Everything the DNS said about a host. */
export type HostAnswers = {
  host: MxHost;
  /** Null for a host written as an address, of which nothing is asked. */
  finding: AddressFinding | null;
  /** The CNAME record of the host itself, where it decides (decision table A6). */
  cname: Validated | null;
  /** Where TLSA records were to be looked for. */
  bases: TlsaBases | null;
  /** The TLSA look-ups, in order; the last one settled it. */
  tlsa: readonly TlsaLookup[];
  /** Every answer, for traces and warnings. */
  answers: readonly Validated[];
};

/**
 * Collects what the DNS says about a host: addresses first (decision table A1), then the TLSA
 * records of each candidate until one settles it (T4, T5, T7).
 *
 * @param tlsaPort in the TLSA name: `_25._tcp` (T1).
 */
export async function lookUpHost(host: MxHost, tlsaPort: number, ask: Ask): Promise<HostAnswers> {
  const nothing = { host, cname: null, bases: null, tlsa: [] };
  if (host.address !== null) return { ...nothing, finding: null, answers: [] };
  const [a, aaaa] = await Promise.all([ask(host.name, RR.A), ask(host.name, RR.AAAA)]);
  const finding = findAddresses(a, aaaa);
  if (finding.kind !== "found") return { ...nothing, finding, answers: [a, aaaa] };
  const cname = needsCname(finding) ? await ask(host.name, RR.CNAME) : null;
  const answers = cname === null ? [a, aaaa] : [a, aaaa, cname];
  if (cname !== null && !isDecided(cname)) return { ...nothing, finding, cname, answers };
  const bases = tlsaBases(finding, cname);
  const tlsa: TlsaLookup[] = [];
  for (const base of bases.bases) {
    const name = under(`_${tlsaPort}._tcp`, base);
    if (!name.ok) continue; // a name that long does not exist
    const answer = await ask(name.value, RR.TLSA);
    tlsa.push({ base, answer });
    if (settles(answer)) break;
  }
  const all = [...answers, ...tlsa.map(({ answer }) => answer)];
  return { host, finding, cname, bases, tlsa, answers: all };
}

/** Whether no further candidate is tried: signed records, or a look-up that failed (T5, T7). */
export const settles = (answer: Validated): boolean =>
  !isDecided(answer) || hasSecureRecords(answer);

/** Signed TLSA records: the whole chain of aliases to them is signed too (T6). */
export const hasSecureRecords = ({ status, records }: Validated): boolean =>
  status === "secure" && records.length > 0;
