import { z } from "zod";

export const POLICY_RECORD_FAULTS = [
  "several_records",
  "syntax",
  "id_missing",
  "rua_missing",
  "rua_scheme",
] as const;
/** What is wrong with an `_mta-sts` or `_smtp._tls` TXT record (RFC 8461 §3.1, RFC 8460 §3). */
export const PolicyRecordFault = z.enum(POLICY_RECORD_FAULTS);
export type PolicyRecordFault = z.infer<typeof PolicyRecordFault>;

export const MTA_STS_MODES = ["enforce", "testing", "none"] as const;
/** RFC 8461 §5. */
export const MtaStsMode = z.enum(MTA_STS_MODES);
export type MtaStsMode = z.infer<typeof MtaStsMode>;

export const MTA_STS_POLICY_FAULTS = [
  "line_too_long",
  "too_many_lines",
  "not_text",
  "line_malformed",
  "version_missing",
  "version_unknown",
  "mode_missing",
  "mode_unknown",
  "max_age_missing",
  "max_age_invalid",
  "mx_missing",
  "mx_invalid",
] as const;
/** Why a policy file is invalid (RFC 8461 §3.2). */
export const MtaStsPolicyFault = z.enum(MTA_STS_POLICY_FAULTS);
export type MtaStsPolicyFault = z.infer<typeof MtaStsPolicyFault>;

export const MTA_STS_FETCH_FAULTS = [
  "no_address",
  "redirected",
  "status_not_200",
  "media_type_not_plain",
  "certificate_not_trusted",
  "certificate_wrong_name",
  "certificate_expired",
  "tls_failed",
  "connection_refused",
  "too_long",
  "not_http",
] as const;
/** Why a policy file was not to be had, and the web server is at fault (RFC 8461 §3.3). */
export const MtaStsFetchFault = z.enum(MTA_STS_FETCH_FAULTS);
export type MtaStsFetchFault = z.infer<typeof MtaStsFetchFault>;

/** A policy file as read (RFC 8461 §3.2). */
export const MtaStsPolicy = z.object({
  mode: MtaStsMode,
  maxAge: z.int().min(0).meta({ description: "Seconds" }),
  mx: z.array(z.string()).meta({ description: "Host names, or *. and a name" }),
});
export type MtaStsPolicy = z.infer<typeof MtaStsPolicy>;

/** A domain's MTA-STS and TLSRPT, told beside its DANE verdict. Null: no such record, or not known. */
export const MailPolicies = z.object({
  mtaSts: z
    .object({ id: z.string().nullable(), policy: MtaStsPolicy.nullable() })
    .nullable()
    .meta({ description: "RFC 8461" }),
  tlsRpt: z
    .object({ rua: z.array(z.string()) })
    .nullable()
    .meta({ description: "RFC 8460" }),
});
export type MailPolicies = z.infer<typeof MailPolicies>;
