import { ZoneReader, type ZoneReaderOptions } from "../zone-reader";

/** What a zone file's reading came to: delegations in order, as `name NS DS`, or the fault. */
export function readZone(
  text: string | Buffer,
  options: ZoneReaderOptions = {},
  chunkOctets = 1 << 16,
) {
  const delegations: string[] = [];
  const marks: number[] = [];
  const reader = new ZoneReader((name, hasNs, hasDs, mark) => {
    marks.push(hasDs ? mark : 0);
    delegations.push([name, ...(hasNs ? ["NS"] : []), ...(hasDs ? ["DS"] : [])].join(" "));
  }, options);
  const octets = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  for (let at = 0; at < octets.length; at += chunkOctets) {
    const fault = reader.push(octets.subarray(at, at + chunkOctets));
    if (fault !== null) return { delegations, marks, fault, summary: null };
  }
  const ended = reader.end();
  return ended.ok
    ? { delegations, marks, fault: null, summary: ended.value }
    : { delegations, marks, fault: ended.error, summary: null };
}
