import type { ReportAlias } from "@/lib/model/check-report";
import type { DnssecStatus } from "@/lib/model/dnssec";
import { displayName } from "./display-name";
import type { Validated } from "./dnssec/validator";

/**
 * The status as reports and verdicts have it. Aliases that lead back to themselves give no usable
 * answer, be they signed or not: nothing was forged, and nothing can be decided.
 */
export const statusOf = ({ status, reason }: Validated): DnssecStatus =>
  reason === "alias_loop" ? "indeterminate" : status;

/** Whether a look-up decided anything: records, or a denial of them (RFC 7672 §2.1.1). */
export const isDecided = (answer: Validated): boolean =>
  answer.status === "secure" || answer.status === "insecure";

/** The verdict of whatever rests on a look-up that decided nothing. */
export const failureVerdict = (answer: Validated): "bogus" | "dns_error" =>
  statusOf(answer) === "bogus" ? "bogus" : "dns_error";

/** An answer's alias steps as reports have them. */
export const reportAliases = ({ aliases }: Validated): ReportAlias[] =>
  aliases.map(({ owner, record, target, status }) => ({
    owner: displayName(owner),
    record,
    target: displayName(target),
    status,
  }));
