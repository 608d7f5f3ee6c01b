import { RR } from "@/lib/model/dns-registry";
import type { OptOutScope } from "@/lib/model/opt-out";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validator } from "@/lib/verifier/dnssec/validator";
import { type OptOutPlace, type OptOutTarget, optOutScopes } from "./opt-out-record";

/** A record that asks for something. */
export type FoundOptOut = {
  place: OptOutPlace;
  scopes: readonly OptOutScope[];
  /** Whether its chain of trust validated. It is honoured without as well. */
  isSigned: boolean;
};

/**
 * What the DNS says of a target. `says_nothing`: there are records, and none asks for anything;
 * `unknown`: at least one look-up failed or did not validate, and none of the others asks.
 */
export type OptOutAnswer =
  | { kind: "found"; found: readonly FoundOptOut[] }
  | { kind: "none" | "says_nothing" | "unknown" };

const RECORDS_READ = 10;

/**
 * Looks for opt-out records of a target and of what it is part of. An unsigned one is honoured: who
 * could forge it in somebody's name could do worse than have us look away. One that fails validation
 * is not, since nobody can say whose it is.
 */
export async function findOptOuts(
  { places }: Pick<OptOutTarget, "places">,
  resolve: Validator["resolve"],
): Promise<OptOutAnswer> {
  const answers = await Promise.all(
    places.map(async (place) => ({ place, answer: await resolve(place.record, RR.TXT) })),
  );
  const found = answers.flatMap(({ place, answer }): FoundOptOut[] => {
    const texts = answer.records.filter(isKind("TXT")).slice(0, RECORDS_READ);
    const scopes = [
      ...new Set(texts.flatMap(({ data }) => optOutScopes(Buffer.concat(data.strings)))),
    ];
    return scopes.length === 0 ? [] : [{ place, scopes, isSigned: answer.status === "secure" }];
  });
  if (found.length > 0) return { kind: "found", found };
  if (answers.some(({ answer }) => answer.outcome === "none")) return { kind: "unknown" };
  const hasRecords = answers.some(({ answer }) => answer.outcome === "records");
  return { kind: hasRecords ? "says_nothing" : "none" };
}
