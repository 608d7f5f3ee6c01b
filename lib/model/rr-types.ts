/** Mnemonics of resource record types as master files use them; IANA's registry, 2025-11-30. */
const MNEMONICS = [
  "A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP NSAP-PTR",
  "SIG KEY PX GPOS AAAA LOC NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME SINK APL DS SSHFP",
  "IPSECKEY RRSIG NSEC DNSKEY DHCID NSEC3 NSEC3PARAM TLSA SMIMEA HIP NINFO RKEY TALINK CDS CDNSKEY",
  "OPENPGPKEY CSYNC ZONEMD SVCB HTTPS DSYNC HHIT BRID SPF UINFO UID GID UNSPEC NID L32 L64 LP EUI48",
  "EUI64 NXNAME URI CAA AVC DOA AMTRELAY RESINFO WALLET CLA IPN TA DLV",
].flatMap((line) => line.split(" "));

const KNOWN: ReadonlySet<string> = new Set(MNEMONICS);

/**
 * The mnemonic in upper case; `TYPE2` (RFC 3597 §5) becomes `NS` where it matters to a delegation.
 * Null for what is no type.
 */
export function rrTypeOf(text: string): string | null {
  const upper = text.toUpperCase();
  if (KNOWN.has(upper)) return upper;
  const generic = /^TYPE(\d{1,5})$/.exec(upper);
  if (generic === null || Number(generic[1]) > 0xffff) return null;
  const number = Number(generic[1]);
  return number === 2 ? "NS" : number === 43 ? "DS" : number === 6 ? "SOA" : `TYPE${number}`;
}
