import { isIP } from "node:net";
import { OPT_OUT_LABEL, type OptOut, type OptOutScope } from "@/lib/model/opt-out";
import { err, ok, type Result } from "@/lib/result";
import { addressOctets } from "@/lib/verifier/dns/address-text";
import { type Name, nameOf } from "@/lib/verifier/dns/name";
import { parseAddressRange } from "@/lib/verifier/net/address-policy";
import { registrableDomain } from "./public-suffix";
import { readCheckInput } from "./read-input";

/** A name where an opt-out record may stand, and all that such a record covers. */
export type OptOutPlace = OptOut & { record: Name };

/** What somebody wants to be left alone, its own place first, wider ones after it. */
export type OptOutTarget = OptOut & { places: readonly OptOutPlace[] };

const OCTETS_READ = 512;
/** Zones of reverse names end at octets (RFC 1035 §3.5) and nibbles (RFC 3596 §2.5). */
const PREFIXES: Record<"ipv4" | "ipv6", readonly number[]> = {
  ipv4: [32, 24, 16],
  ipv6: [128, 64, 56, 48, 32],
};

/**
 * What a TXT record asks for: fields such as `scan=no; notices=no`, in any order and case. What is
 * not understood is no wish. Pure.
 */
export function optOutScopes(octets: Buffer): OptOutScope[] {
  if (octets.length > OCTETS_READ) return [];
  const fields = octets
    .toString("latin1")
    .toLowerCase()
    .split(";")
    .map((field) => field.replace(/\s+/g, ""));
  return (["scan", "notices"] as const).filter((scope) => fields.includes(`${scope}=no`));
}

/**
 * Reads what is to be left alone: a domain or host name, an address, or a CIDR range that ends where
 * reverse zones do. Names that a registry keeps for others' names are none. Pure.
 */
export function readOptOutTarget(text: string): Result<OptOutTarget, { code: "not_a_target" }> {
  const typed = text.trim();
  const range = parseAddressRange(typed);
  if (range.ok) {
    const { address, prefix, family } = range.value;
    const octets = addressOctets(address);
    const at = PREFIXES[family].indexOf(prefix);
    if (octets === null || at < 0) return err({ code: "not_a_target" });
    const places = PREFIXES[family].slice(at).map((each) => rangePlace(octets, each));
    const [own] = places;
    return own === undefined ? err({ code: "not_a_target" }) : ok({ ...kindOf(own), places });
  }
  const input = isIP(typed) === 0 ? readCheckInput(typed) : null;
  if (!input?.ok) return err({ code: "not_a_target" });
  return ok(nameTarget(input.value.domain.ascii));
}

/** The same for a name that was read already. @param ascii A-labels, lower case, no final dot. */
export function nameTarget(ascii: string): OptOutTarget {
  const registrable = registrableDomain(ascii) ?? ascii;
  const places = [...new Set([ascii, registrable])].flatMap((value): OptOutPlace[] =>
    // A name of which no more is left than its own 253 characters has no room for a record.
    value.length + OPT_OUT_LABEL.length + 1 > 253
      ? []
      : [{ kind: "domain", value, record: nameOf(`${OPT_OUT_LABEL}.${value}`) }],
  );
  return { kind: "domain", value: ascii, places };
}

const kindOf = ({ kind, value }: OptOut): OptOut => ({ kind, value });

function rangePlace(octets: Buffer, prefix: number): OptOutPlace {
  const kept = octets.subarray(0, prefix / 8);
  const isV4 = octets.length === 4;
  const labels = isV4
    ? [...kept].map(String)
    : [...kept].flatMap((octet) => [...octet.toString(16).padStart(2, "0")]);
  const zone = [...labels.reverse(), isV4 ? "in-addr.arpa" : "ip6.arpa"].join(".");
  return {
    kind: "range",
    value: `${networkText(octets, prefix)}/${prefix}`,
    record: nameOf(`${OPT_OUT_LABEL}.${zone}`),
  };
}

/** The first address of the range. */
function networkText(octets: Buffer, prefix: number): string {
  const network = Buffer.from(octets).fill(0, prefix / 8);
  if (network.length === 4) return [...network].join(".");
  const groups = Array.from({ length: 8 }, (_, at) => network.readUInt16BE(at * 2).toString(16));
  // As PostgreSQL and people write it: the zeros at the end left out.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
