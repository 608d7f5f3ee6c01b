import type { HygieneFinding } from "@/lib/model/check-hygiene";
import type { MailPolicies } from "@/lib/model/mail-policies";
import { HYGIENE_CHECKS } from "./checks";
import { findingOf } from "./define-check";
import { readMtaStsPolicy } from "./mta-sts-policy";
import type { HygieneSeen } from "./observations";
import { type HygieneIo, type HygieneSubject, observeHygiene } from "./observe";
import { readMtaStsRecord, readTlsRptRecord, reportAddresses } from "./policy-record";

/** What the checks found, and the mail policies as context. */
export type HygieneResult = { findings: HygieneFinding[]; policies: MailPolicies };

/** Runs every check over what was seen. Pure. */
export const judgeHygiene = (seen: HygieneSeen): HygieneFinding[] =>
  HYGIENE_CHECKS.map((check) => findingOf(check, seen));

/** The domain's MTA-STS and TLSRPT, where they can be read. Pure. */
export function policiesIn({ mtaStsTxt, mtaStsPolicy, tlsRptTxt }: HygieneSeen): MailPolicies {
  const sts = readMtaStsRecord(mtaStsTxt ?? []);
  const rpt = readTlsRptRecord(tlsRptTxt ?? []);
  const policy = mtaStsPolicy?.ok ? readMtaStsPolicy(mtaStsPolicy.value) : null;
  return {
    mtaSts:
      sts.kind === "none"
        ? null
        : {
            id: sts.kind === "record" ? (sts.fields.get("id") ?? null) : null,
            policy: policy?.ok ? policy.value : null,
          },
    tlsRpt: rpt.kind === "record" ? { rua: reportAddresses(rpt.fields.get("rua") ?? "") } : null,
  };
}

/** Looks and judges: the operator's checklist for one domain. It never changes a DANE verdict. */
export async function checkHygiene(subject: HygieneSubject, io: HygieneIo): Promise<HygieneResult> {
  const seen = await observeHygiene(subject, io);
  return { findings: judgeHygiene(seen), policies: policiesIn(seen) };
}
