import type { LabDomain, ZonePlan } from "../plan";
import { ADDRESS_DOMAINS } from "./addresses";
import { CERTIFICATE_DOMAINS } from "./certificates";
import { DNSSEC_DOMAINS, TLD_PLANS } from "./dnssec";
import { GOOD_DOMAINS } from "./good";
import { MX_DOMAINS } from "./mx";
import { SMTP_DOMAINS } from "./smtp";
import { TLSA_DOMAINS } from "./tlsa";
import { USABILITY_DOMAINS } from "./usability";

/** Every domain of the lab, good ones first, then by the parts of the decision table. */
export const LAB_DOMAINS: readonly LabDomain[] = [
  ...GOOD_DOMAINS,
  ...MX_DOMAINS,
  ...ADDRESS_DOMAINS,
  ...TLSA_DOMAINS,
  ...USABILITY_DOMAINS,
  ...SMTP_DOMAINS,
  ...CERTIFICATE_DOMAINS,
  ...DNSSEC_DOMAINS,
];

/** Every zone that they need below the TLDs, and the TLDs that are special. */
export const LAB_ZONES: readonly ZonePlan[] = [
  ...TLD_PLANS,
  ...LAB_DOMAINS.flatMap(({ zones }) => zones),
];
