import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { readMtaStsPolicy } from "../mta-sts-policy";

/** Where there is an MTA-STS record, the policy can be fetched and read. */
export const mtaStsPolicy = defineCheck({
  id: "mta_sts_policy",
  demand: "MUST",
  of: "mail_operator",
  source: "RFC 8461 §3.2, §3.3",
  severity: "warning",
  requires:
    "The policy is served over HTTPS with a trusted certificate, without a redirect, as text/plain of at most 64 KB, and is valid.",
  fix: "Serve it at https://mta-sts.DOMAIN/.well-known/mta-sts.txt with version, mode, max_age and mx lines, or remove the TXT record.",
  look: ({ domain, mtaStsPolicy: fetched }) => {
    if (fetched === null) return [];
    const at = `mta-sts.${displayName(domain)}`;
    if (!fetched.ok) {
      const { code, detail } = fetched.error;
      const says = [code.replaceAll("_", " "), detail].filter((part) => part !== null).join(": ");
      return [code === "undetermined" ? unknown(at, says) : failed(at, says)];
    }
    const policy = readMtaStsPolicy(fetched.value);
    if (!policy.ok) return [failed(at, policy.error.replaceAll("_", " "))];
    const { mode, maxAge } = policy.value;
    return [passed(at, `mode ${mode}, max_age ${maxAge} seconds`)];
  },
});
