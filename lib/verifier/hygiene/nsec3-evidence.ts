import type { HygieneEvidence } from "@/lib/model/check-hygiene";
import { displayName } from "../display-name";
import { isKind, type Nsec3Data } from "../dns/record";
import { failed, passed, unknown } from "./evidence";
import type { HygieneSeen } from "./observations";
import { answeringServers, eachSignedZone, messagesOf } from "./server-evidence";

/** Evidence from each signed zone's NSEC3 records; none for a zone with NSEC. */
export function eachNsec3Zone(
  seen: HygieneSeen,
  faultIn: (records: readonly Nsec3Data[]) => string | null,
  good: string,
): HygieneEvidence[] {
  return eachSignedZone(seen, (zone) => {
    const records = answeringServers(zone)
      .flatMap(({ answers }) => messagesOf(answers))
      .flatMap(({ authority }) => authority);
    const nsec3s = records.filter(isKind("NSEC3")).map(({ data }) => data);
    const at = displayName(zone.apex);
    if (nsec3s.length === 0)
      return records.some(isKind("NSEC")) ? [] : [unknown(at, "no denial records were seen")];
    const fault = faultIn(nsec3s);
    return [fault === null ? passed(at, good) : failed(at, fault)];
  });
}
