import { RCODE, RR, typeName } from "@/lib/model/dns-registry";
import type { DnssecReason, DnssecStatus, DnssecWarning } from "@/lib/model/dnssec";
import type { DnsClient } from "@/lib/verifier/dns/client";
import { nameOf } from "@/lib/verifier/dns/name";
import { type Validated, Validator } from "@/lib/verifier/dnssec/validator";
import type { LabDomain } from "./plan";
import type { Lab } from "./start";

/** One look-up of a domain: what its plan expects, what we make of it, what Unbound does. */
export type DnsObservation = {
  question: string;
  /** null where the plan does not say. */
  expected: DnssecStatus | null;
  ours: DnssecStatus;
  reason: DnssecReason | null;
  /** SERVFAIL and no answer at all are both `failed`. */
  unbound: "secure" | "insecure" | "failed";
};

/** What a domain's look-ups came to. */
export type DomainObservation = {
  rows: readonly DnsObservation[];
  warnings: ReadonlySet<DnssecWarning>;
};

/** Looks up MX, and for each host A, AAAA and TLSA, as a verifier would, through the lab's resolver. */
export async function observeDns(
  lab: Lab,
  domain: LabDomain,
  client: DnsClient,
): Promise<DomainObservation> {
  const validator = new Validator({
    lookup: (name, type) => client.lookup(name, type),
    now: () => Math.floor(Date.now() / 1000),
    anchors: lab.anchors,
  });
  const rows: DnsObservation[] = [];
  const warnings = new Set<DnssecWarning>();
  const observe = async (text: string, type: number, expected: DnssecStatus | null) => {
    const name = nameOf(text);
    const [ours, unbound] = await Promise.all([
      validator.resolve(name, type),
      askUnbound(client, text, type),
    ]);
    for (const warning of ours.warnings) warnings.add(warning);
    const question = `${text} ${typeName(type)}`;
    rows.push({ question, expected, ours: ours.status, reason: ours.reason, unbound });
    return ours;
  };
  await observe(domain.name, RR.MX, domain.mxStatus ?? "secure");
  for (const [host, expected] of Object.entries(domain.hosts)) {
    const { addressStatus = "secure", tlsaStatus = "secure", tlsaBase } = expected;
    const families: Validated[] = [];
    for (const type of [RR.A, RR.AAAA]) families.push(await observe(host, type, null));
    const [best] = families.sort((a, b) => usefulness(b) - usefulness(a));
    rows.push({
      question: `${host} addresses`,
      expected: addressStatus,
      ours: best?.status ?? "indeterminate",
      reason: best?.reason ?? null,
      unbound: asUnbound(best?.status ?? "indeterminate"),
    });
    if (tlsaStatus !== null)
      await observe(`_${lab.smtpPort}._tcp.${tlsaBase ?? host}`, RR.TLSA, tlsaStatus);
  }
  return { rows, warnings };
}

/** The family that a verifier goes by: one with addresses, else one that could be looked up. */
const usefulness = ({ status, outcome }: Validated): number =>
  outcome === "records" ? 2 : status === "secure" || status === "insecure" ? 0 : 1;

/** Our word for a status as Unbound would say it, which has one word for all that fails. */
export const asUnbound = (status: DnssecStatus): "secure" | "insecure" | "failed" =>
  status === "secure" || status === "insecure" ? status : "failed";
async function askUnbound(client: DnsClient, name: string, type: number) {
  const answer = await client.lookup(nameOf(name), type, { checkingDisabled: false });
  if (!answer.ok) return "failed";
  const { rcode, authenticData } = answer.value;
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) return "failed";
  return authenticData ? "secure" : "insecure";
}
