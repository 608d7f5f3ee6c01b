import type { RuleId } from "@/lib/model/check-rules";
import { RR } from "@/lib/model/dns-registry";
import { failureVerdict, isDecided } from "./answer-status";
import type { Name } from "./dns/name";
import { isKind } from "./dns/record";
import type { Validated } from "./dnssec/validator";

/** What the address look-ups of a host come to. */
export type AddressFinding =
  | {
      kind: "failed";
      verdict: "bogus" | "dns_error";
      /** The look-up that failed. */
      because: Validated;
    }
  | { kind: "none"; from: Validated }
  | {
      kind: "found";
      status: "secure" | "insecure";
      /** The answer whose aliases and status count. */
      from: Validated;
      addresses: readonly string[];
      addressesLeftOut: number;
      /** The family that could not be had (decision table A11). */
      failedFamily: Validated | null;
    };

/** Addresses of one host that are tried. */
export const MAX_ADDRESSES = 16;

/**
 * Decision table A2, A11: one family that could be had is enough where it has addresses; that
 * there are none takes both. Pure.
 */
export function findAddresses(a: Validated, aaaa: Validated): AddressFinding {
  const families = [a, aaaa];
  const failed = families.find((answer) => !isDecided(answer)) ?? null;
  const found = families.filter(({ status, records }) => {
    return (status === "secure" || status === "insecure") && records.length > 0;
  });
  const from = found.find(({ status }) => status === "secure") ?? found[0];
  if (from === undefined) {
    if (failed === null)
      return { kind: "none", from: families.find(({ status }) => status !== "secure") ?? a };
    const because = families.find(
      (answer) => !isDecided(answer) && failureVerdict(answer) === "bogus",
    );
    const worst = because ?? failed;
    return { kind: "failed", verdict: failureVerdict(worst), because: worst };
  }
  const all = alternately(addressesOf(a), addressesOf(aaaa));
  return {
    kind: "found",
    status: from.status === "secure" ? "secure" : "insecure",
    from,
    addresses: all.slice(0, MAX_ADDRESSES),
    addressesLeftOut: Math.max(0, all.length - MAX_ADDRESSES),
    failedFamily: failed,
  };
}

const addressesOf = ({ records }: Validated): string[] => [
  ...records.filter(isKind("A")).map(({ data }) => data.address),
  ...records.filter(isKind("AAAA")).map(({ data }) => data.address),
];

/** Both families get their share of a bounded list. */
function alternately(left: readonly string[], right: readonly string[]): string[] {
  const both: string[] = [];
  for (let at = 0; at < Math.max(left.length, right.length); at++)
    both.push(...left.slice(at, at + 1), ...right.slice(at, at + 1));
  return [...new Set(both)];
}

/** Where TLSA records are looked for, in order; empty: nowhere. */
export type TlsaBases = { bases: readonly Name[]; rule: RuleId };

/** Whether the original name's CNAME record decides, and has to be asked for by itself (A6). */
export function needsCname(found: Extract<AddressFinding, { kind: "found" }>): boolean {
  const [first] = found.from.aliases;
  return found.status === "insecure" && first?.record === "CNAME" && first.status === "secure";
}

/**
 * Decision table A3 to A9: the candidate TLSA base domains. Names between an alias and its final
 * target are never among them.
 *
 * @param cname the answer for the CNAME record itself, where `needsCname` asks for it.
 */
export function tlsaBases(
  found: Extract<AddressFinding, { kind: "found" }>,
  cname: Validated | null,
): TlsaBases {
  const { from, status } = found;
  const original = from.question.name;
  const [first] = from.aliases;
  if (first === undefined)
    return status === "secure" ? { bases: [original], rule: "A3" } : { bases: [], rule: "A4" };
  if (status === "secure") return { bases: [...new Set([from.name, original])], rule: "A7" };
  const isSecureAlias = first.status === "secure" && (cname === null || isSecureCname(cname));
  return isSecureAlias ? { bases: [original], rule: "A6" } : { bases: [], rule: "A5" };
}

const isSecureCname = ({ status, outcome, question }: Validated): boolean =>
  question.type === RR.CNAME && status === "secure" && outcome === "records";
