import type { AddressVerdict, DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { DnssecStatus } from "@/lib/model/dnssec";

/**
 * How a statement is marked: `good` it holds, `bad` it is broken, `warn` in part or soon, `advice`
 * it could be better, `none` there is nothing of the kind, `unknown` we could not tell. Shape and words differ, never colour
 * alone, and `unknown` never looks like `none`.
 */
export type Tone = "good" | "bad" | "warn" | "advice" | "none" | "unknown";

/** The gravest first. */
const GRAVITY: readonly Tone[] = ["bad", "unknown", "warn", "advice", "none", "good"];

/** The gravest of several; `none` of nothing. */
export const gravestTone = (tones: readonly Tone[]): Tone =>
  GRAVITY.find((tone) => tones.includes(tone)) ?? "none";

export const DOMAIN_TONES: Record<DomainVerdict, Tone> = {
  nxdomain: "none",
  null_mx: "none",
  bogus: "bad",
  dns_error: "unknown",
  insecure: "none",
  dane_fail: "bad",
  no_mail: "warn",
  dane_ok: "good",
  dane_partial: "warn",
  tempfail: "unknown",
  dane_unusable: "warn",
  no_dane: "none",
};

export const HOST_TONES: Record<HostVerdict, Tone> = {
  ok: "good",
  fail: "bad",
  no_tls: "bad",
  unusable: "warn",
  no_tlsa: "none",
  insecure: "none",
  bogus: "bad",
  dns_error: "unknown",
  unreachable: "unknown",
  no_address: "none",
};

export const ADDRESS_TONES: Record<AddressVerdict, Tone> = {
  ok: "good",
  fail: "bad",
  no_tls: "bad",
  unusable: "warn",
  unreachable: "unknown",
  tls: "none",
  not_tried: "unknown",
};

export const DNSSEC_TONES: Record<DnssecStatus, Tone> = {
  secure: "good",
  insecure: "none",
  bogus: "bad",
  indeterminate: "unknown",
};

/** A look-up's status in words for whoever never read RFC 4035. */
export const DNSSEC_WORDS: Record<DnssecStatus, string> = {
  secure: "signed",
  insecure: "not signed",
  bogus: "broken",
  indeterminate: "could not tell",
};
