import { RR } from "@/lib/model/dns-registry";
import { type DnsRecord, isKind } from "@/lib/verifier/dns/record";
import { signRecords, type TestZone } from "@/lib/verifier/testing/test-zone";
import type { FaultType, SigningFault } from "./plan";

const DAY_SECONDS = 86_400;
const numbersOf = (types: readonly FaultType[]): ReadonlySet<number> =>
  new Set(types.flatMap((type) => (type === "NSEC" ? [RR.NSEC, RR.NSEC3] : [RR[type]])));

/** The type a record is, or that its signature covers. */
const coveredType = ({ type, data }: DnsRecord): number =>
  data.kind === "RRSIG" ? data.typeCovered : type;

/** Every record of a zone, with the fault that its plan asks for. */
export function withFault(zone: TestZone, fault: SigningFault | undefined): readonly DnsRecord[] {
  const records = zone.allRecords();
  switch (fault?.kind) {
    case "denial_left_out": {
      const denial = numbersOf(["NSEC"]);
      return records.filter((record) => !denial.has(coveredType(record)));
    }
    case "signature_missing": {
      const types = numbersOf(fault.types);
      return records.filter(({ type, data }) =>
        data.kind === "RRSIG" ? !types.has(data.typeCovered) : type !== RR.RRSIG,
      );
    }
    case "signature_invalid":
    case "signature_expired":
    case "signature_future": {
      const { kind } = fault;
      const types = numbersOf(fault.types);
      return records.map((record) =>
        isKind("RRSIG")(record) && types.has(record.data.typeCovered)
          ? resigned(record, kind, { zone, records })
          : record,
      );
    }
    default:
      return records;
  }
}
type Whole = { zone: TestZone; records: readonly DnsRecord[] };

/** The signature again, over other octets or with other dates. */
function resigned(
  signature: DnsRecord,
  kind: SigningFault["kind"],
  { zone, records }: Whole,
): DnsRecord {
  if (signature.data.kind !== "RRSIG") return signature;
  const { typeCovered, keyTag } = signature.data;
  const key = zone.keys.find(({ tag }) => tag === keyTag);
  const covered = records.filter(
    ({ name, type }) => name === signature.name && type === typeCovered,
  );
  if (key === undefined) return signature;
  const shiftDays = kind === "signature_expired" ? -60 : kind === "signature_future" ? 60 : 0;
  const dates = {
    inception: zone.inception + shiftDays * DAY_SECONDS,
    expiration: zone.expiration + shiftDays * DAY_SECONDS,
  };
  const other = { ...key, sign: (data: Buffer) => key.sign(Buffer.concat([data, data])) };
  return signRecords(covered, zone.apex, kind === "signature_invalid" ? other : key, dates);
}
