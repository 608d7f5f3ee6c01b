import type { RuleId } from "@/lib/model/check-rules";
import type { DomainVerdict } from "@/lib/model/check-verdicts";
import type { ExpectedHost, HostPlan, LabDomain, ServerPlan, ZonePlan } from "../plan";

/** The parts of a domain with one zone of its own name and one MX host `mx` in it. */
export type SimplePlan = Partial<Omit<LabDomain, "name" | "about" | "rules" | "zones">> & {
  zone?: Partial<ZonePlan>;
  /** Zones beside its own: children, others' hosts. */
  more?: readonly ZonePlan[];
  host?: HostPlan;
  /** Of the host `mx`; `ok` by record 3 1 1 where absent. */
  expect?: ExpectedHost;
};

/** A `3 1 1` record of the host's own key: what the lab recommends. */
export const GOOD_TLSA = ["3 1 1 leaf"] as const;

/** A SHA2-256 digest, in hexadecimal, that no key of the lab has. */
export const STALE_DIGEST = "ab".repeat(32);

/** `ok` by a DANE-EE(3) record on the key's SHA2-256 digest. */
export const OK: ExpectedHost = {
  verdict: "ok",
  matched: { usage: 3, selector: 1, matchingType: 1, depth: 0 },
};

/** `ok` by the record with these fields, at this place in the chain. */
export const okBy = (
  usage: number,
  selector: number,
  matchingType: number,
  depth: number,
): ExpectedHost => ({ verdict: "ok", matched: { usage, selector, matchingType, depth } });

/** A host with these servers, one address each, and a good record. */
export const served = (...servers: readonly ServerPlan[]): HostPlan => ({
  servers,
  tlsa: GOOD_TLSA,
});

/** A domain whose hosts and zones are all spelled out. */
export const domain = (
  name: string,
  rules: readonly RuleId[],
  about: string,
  plan: Omit<LabDomain, "name" | "rules" | "about">,
): LabDomain => ({ name, rules, about, ...plan });

/**
 * A domain with a zone of its own and, unless told otherwise, one host `mx` with a good record.
 * What is said in `plan` replaces that.
 */
export function simple(
  name: string,
  rules: readonly RuleId[],
  about: string,
  verdict: DomainVerdict,
  plan: SimplePlan = {},
): LabDomain {
  const { zone = {}, more = [], host = {}, expect = OK, hosts, ...rest } = plan;
  const mx: HostPlan = { servers: [{}], tlsa: GOOD_TLSA, ...host };
  const own: ZonePlan = { zone: name, records: ["@ MX 10 mx"], hosts: { mx }, ...zone };
  return {
    name,
    rules,
    about,
    zones: [own, ...more],
    verdict,
    hosts: hosts ?? { [`mx.${name}`]: expect },
    ...rest,
  };
}
