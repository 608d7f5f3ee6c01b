import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { readTlsRptRecord } from "../policy-record";

/** Where there is a TLSRPT record, senders can report to it. */
export const tlsRptRecord = defineCheck({
  id: "tls_rpt_record",
  demand: "MUST",
  of: "mail_operator",
  source: "RFC 8460 §3",
  severity: "advice",
  requires:
    "A domain that wants TLS reports has exactly one TXT record at _smtp._tls, with mailto: or https: addresses in rua.",
  fix: "Publish one record such as “v=TLSRPTv1; rua=mailto:tls-reports@example.org”, or none.",
  look: ({ domain, tlsRptTxt }) => {
    const at = `_smtp._tls.${displayName(domain)}`;
    if (tlsRptTxt === null) return [unknown(at, "could not be looked up")];
    const record = readTlsRptRecord(tlsRptTxt);
    if (record.kind === "none") return [];
    return [
      record.kind === "fault"
        ? failed(at, record.fault.replaceAll("_", " "))
        : passed(at, "reports go where rua says"),
    ];
  },
});
