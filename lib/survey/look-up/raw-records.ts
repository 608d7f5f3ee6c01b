import type { SurveyedDs, SurveyedKey } from "@/lib/model/surveyed-domain";
import { keyTag } from "@/lib/verifier/dnssec/zone-key";
import { rsaShape } from "../scan/key-profile";

/** RSA's algorithm numbers: RFC 3110, RFC 5702, RSA/MD5 of RFC 2537. */
const RSA: ReadonlySet<number> = new Set([1, 5, 7, 8, 10]);

/** RDATA as the scan packs it, two octets of length before each; what is cut short ends the list. */
function* packed(octets: Buffer): Generator<Buffer> {
  for (let at = 0; at + 2 <= octets.length; ) {
    const end = at + 2 + octets.readUInt16BE(at);
    if (end > octets.length) return;
    yield octets.subarray(at + 2, end);
    at = end;
  }
}

/** DS records of a row of `scan.raw_keys`. @see RFC 4034 §5.1 */
export const dsRecords = (octets: Buffer): SurveyedDs[] =>
  [...packed(octets)]
    .filter((rdata) => rdata.length >= 4)
    .map((rdata) => ({
      keyTag: rdata.readUInt16BE(0),
      algorithm: rdata.readUInt8(2),
      digestType: rdata.readUInt8(3),
      digest: rdata.toString("hex", 4),
    }));

/** DNSKEY records of such a row. @see RFC 4034 §2.1 */
export const keyRecords = (octets: Buffer): SurveyedKey[] =>
  [...packed(octets)]
    .filter((rdata) => rdata.length >= 4)
    .map((rdata) => {
      const algorithm = rdata.readUInt8(3);
      const unread = { bits: null, exponent: null };
      return {
        keyTag: keyTag(rdata),
        flags: rdata.readUInt16BE(0),
        protocol: rdata.readUInt8(2),
        algorithm,
        ...(RSA.has(algorithm) ? rsaShape(rdata.subarray(4)) : unread),
      };
    });
