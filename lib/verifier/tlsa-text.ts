import { displayName } from "./display-name";
import { type Name, under } from "./dns/name";
import type { TlsaData } from "./dns/record";

type Shown = Pick<TlsaData, "usage" | "selector" | "matchingType">;

/** `3 1 1` with the data in lower-case hexadecimal, as a zone file has it. */
export const tlsaText = ({ association, ...record }: Shown & { association: Buffer }): string =>
  `${parametersText(record)} ${association.toString("hex")}`;

/** `3 1 1`. */
export const parametersText = ({ usage, selector, matchingType }: Shown): string =>
  `${usage} ${selector} ${matchingType}`;

/** Characters of a record's data that a sentence has room for. */
const SHORT = 16;

/** A record for use in a sentence: `3 1 1 0123456789abcdef…`. */
export const shortTlsaText = (record: Shown & { data: string }): string =>
  `${parametersText(record)} ${record.data.slice(0, SHORT)}${record.data.length > SHORT ? "…" : ""}`;

/** Lines to publish at a TLSA base domain; none where that name would be too long. */
export function zoneFileLines(base: Name, port: number, records: readonly TlsaData[]): string[] {
  const owner = under(`_${port}._tcp`, base);
  if (!owner.ok) return [];
  const lines = records.map((record) => `${displayName(owner.value)}. IN TLSA ${tlsaText(record)}`);
  return [...new Set(lines)];
}
