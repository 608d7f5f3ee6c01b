import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { readMtaStsRecord } from "../policy-record";

/** Where there is an MTA-STS record, there is one that counts. */
export const mtaStsRecord = defineCheck({
  id: "mta_sts_record",
  demand: "MUST",
  of: "mail_operator",
  source: "RFC 8461 §3.1",
  severity: "warning",
  requires:
    "A domain with MTA-STS has exactly one TXT record at _mta-sts, with a version and an id.",
  fix: "Publish one record such as “v=STSv1; id=20261126T000000;”, or none.",
  look: ({ domain, mtaStsTxt }) => {
    const at = `_mta-sts.${displayName(domain)}`;
    if (mtaStsTxt === null) return [unknown(at, "could not be looked up")];
    const record = readMtaStsRecord(mtaStsTxt);
    if (record.kind === "none") return [];
    return [
      record.kind === "fault"
        ? failed(at, record.fault.replaceAll("_", " "))
        : passed(at, `id ${record.fields.get("id")}`),
    ];
  },
});
