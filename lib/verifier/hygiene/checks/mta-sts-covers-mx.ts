import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { coversHost, readMtaStsPolicy } from "../mta-sts-policy";

/** The policy's mx list takes in every MX host. */
export const mtaStsCoversMx = defineCheck({
  id: "mta_sts_covers_mx",
  demand: "SHOULD",
  of: "mail_operator",
  source: "RFC 8461 §3.2, §4.1",
  severity: "warning",
  requires: "Every MX host is matched by an mx line of the MTA-STS policy.",
  fix: "Add an mx line for that host before it becomes an MX, and change the id of the TXT record.",
  look: ({ hosts, mtaStsPolicy: fetched }) => {
    const policy = fetched?.ok ? readMtaStsPolicy(fetched.value) : null;
    if (policy === null || !policy.ok || policy.value.mode === "none") return [];
    const { mx } = policy.value;
    return hosts.map(({ name }) => {
      const pattern = mx.find((each) => coversHost(each, name));
      return pattern === undefined
        ? failed(name, "no mx line of the policy matches")
        : passed(name, `matched by ${pattern}`);
    });
  },
});
