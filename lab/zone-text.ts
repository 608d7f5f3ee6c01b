import { type Name, nameOf } from "@/lib/verifier/dns/name";
import type { RecordData } from "@/lib/verifier/dns/record";

type Known = Exclude<RecordData, { kind: "unknown" }>;

/** A name of a plan: `@` is the zone, a final dot makes it absolute, all else is below the zone. */
export function planName(text: string, zone: string): Name {
  if (text === "@") return nameOf(zone);
  return nameOf(text.endsWith(".") ? text : `${text}.${zone}`);
}

/**
 * Reads one line of a plan, `owner TYPE data`. `_@port` stands for the port in TLSA names. A line
 * that cannot be read is a mistake in the plan and throws.
 */
export function planRecord(line: string, zone: string, port: number): { owner: Name; data: Known } {
  const [owner = "", type = "", ...fields] = line.replaceAll("_@port", `_${port}`).split(" ");
  return { owner: planName(owner, zone), data: planData(type, fields, zone, line) };
}

function planData(type: string, fields: readonly string[], zone: string, line: string): Known {
  const [first = "", second = "", third = "", fourth = ""] = fields;
  switch (type) {
    case "A":
    case "AAAA":
      return { kind: type, address: first };
    case "NS":
    case "CNAME":
    case "DNAME":
      return { kind: type, target: planName(first, zone) };
    case "MX":
      return { kind: "MX", preference: Number(first), exchange: planName(second, zone) };
    case "TXT":
      return { kind: "TXT", strings: [Buffer.from(fields.join(" ").replaceAll('"', ""))] };
    case "TLSA":
      return {
        kind: "TLSA",
        usage: Number(first),
        selector: Number(second),
        matchingType: Number(third),
        association: Buffer.from(fourth, "hex"),
      };
    default:
      throw new Error(`not a record of a lab zone: ${line}`);
  }
}
