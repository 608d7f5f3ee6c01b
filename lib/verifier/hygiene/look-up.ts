import { RCODE, RR } from "@/lib/model/dns-registry";
import type { Message } from "../dns/message";
import { type Name, parentOf } from "../dns/name";
import { isKind, type RecordKind, type RecordOf } from "../dns/record";
import type { Validated, Validator } from "../dnssec/validator";

/** Asks the recursive resolver; null once the time is up. */
export type LookUp = (name: Name, type: number) => Promise<Validated | null>;

/** Validates an answer that is at hand; null once the time is up. */
export type Judge = (name: Name, type: number, message: Message) => Promise<Validated | null>;

/** Look-ups and judgements that end with `signal`, whatever the resolver does. */
export function until(
  signal: AbortSignal,
  validator: Pick<Validator, "resolve" | "judge">,
): { lookUp: LookUp; judge: Judge } {
  const ended = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const unlessEnded = async (work: () => Promise<Validated>) =>
    signal.aborted ? null : Promise.race([work(), ended]);
  return {
    lookUp: (name, type) => unlessEnded(() => validator.resolve(name, type)),
    judge: (name, type, message) => unlessEnded(() => validator.judge(name, type, message)),
  };
}

/**
 * The records of one kind at the end of the aliases, whatever DNSSEC says of them; null where
 * there was no answer that says whether there are any.
 */
export function recordsIn<K extends RecordKind>(
  found: Validated | null,
  kind: K,
): RecordOf<K>[] | null {
  if (found === null || found.message === null) return null;
  const { rcode, answer } = found.message;
  if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) return null;
  return answer.filter(isKind(kind)).filter(({ name }) => name === found.name);
}

/** The addresses of one family; null as in `recordsIn`. */
export const addressesIn = (found: Validated | null, kind: "A" | "AAAA"): string[] | null =>
  recordsIn<"A" | "AAAA">(found, kind)?.map(({ data }) => data.address) ?? null;

/**
 * The apex of the zone that a name lies in; `nxdomain` where there is no such name, null where
 * nothing says so.
 */
export async function findApex(name: Name, lookUp: LookUp): Promise<Name | "nxdomain" | null> {
  for (let at: Name | null = name, tries = 0; at !== null && tries < 4; tries++) {
    const found = await lookUp(at, RR.SOA);
    if (found?.message == null) return null;
    const { rcode, answer, authority } = found.message;
    if (found.aliases.length === 0) {
      if (rcode === RCODE.NXDOMAIN) return "nxdomain";
      return [...answer, ...authority].find(isKind("SOA"))?.name ?? null;
    }
    at = parentOf(at); // an alias has no SOA record of its own
  }
  return null;
}
