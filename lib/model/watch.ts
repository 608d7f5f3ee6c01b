import { z } from "zod";

export const TOKEN_PURPOSES = [
  "opt_out",
  "watch_enter",
  "watch_session",
  "watch_proof",
  "watch_stop",
  "watch_feed",
  "notice_stop",
] as const;
/** What a secret link may do. */
export const TokenPurpose = z.enum(TOKEN_PURPOSES);
export type TokenPurpose = z.infer<typeof TokenPurpose>;

/** 256 random bits in base64url. */
export const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The first label of the TXT record that shows control of a watched name. */
export const WATCH_LABEL = "_dane-stats-watch";

/**
 * What a watch tells of: what breaks mail with DANE now, and what will unless something is done.
 * `urgent` ones are confirmed by a second check before anybody is told.
 */
export const WATCH_CONDITIONS = {
  tlsa_mismatch: { urgent: true, name: "TLSA records do not match" },
  tls_missing: { urgent: true, name: "no TLS is offered" },
  dnssec_broken: { urgent: true, name: "DNSSEC is broken" },
  dane_gone: { urgent: true, name: "DANE is gone" },
  certificate_ends: { urgent: false, name: "a certificate ends soon" },
  signature_ends: { urgent: false, name: "a signature ends soon" },
  issuer_changes: { urgent: false, name: "the issuing CA will change" },
  next_key_missing: { urgent: false, name: "no next key is published" },
} as const;
export type WatchConditionKind = keyof typeof WATCH_CONDITIONS;
export const WATCH_CONDITION_KINDS = Object.keys(WATCH_CONDITIONS) as [
  WatchConditionKind,
  ...WatchConditionKind[],
];
export const WatchConditionKind = z.enum(WATCH_CONDITION_KINDS);

/** One thing that is wrong, or will be, at a host or zone. */
export type WatchCondition = {
  kind: WatchConditionKind;
  /** A name without its final dot. */
  subject: string;
  sentence: string;
};

type Saying = { tone: "good" | "warn" | "unknown"; title: string; text: string };

/** What the pages of watches have to say after something was sent to them. */
export const WATCH_SAYINGS = {
  link_sent: {
    tone: "good",
    title: "A mail with a link is on its way",
    text: "The link works for an hour, and once. Nothing happens before its button is used.",
  },
  not_an_address: {
    tone: "warn",
    title: "That is no mail address that we can write to",
    text: "Addresses have a local part of ASCII letters; the domain may be internationalised.",
  },
  too_often: {
    tone: "unknown",
    title: "That was asked very often just now",
    text: "Please wait an hour.",
  },
  no_mail: {
    tone: "unknown",
    title: "This copy of the site sends no mail",
    text: "Watches begin with a link by mail, and whoever runs this copy has set up no mail relay.",
  },
  link_over: {
    tone: "warn",
    title: "That link no longer works",
    text: "It works once, and not for long. Ask for another.",
  },
  signed_out: { tone: "good", title: "You are signed out", text: "Your watches go on." },
  sign_in: {
    tone: "warn",
    title: "You are not signed in",
    text: "Ask for a link by mail. No password is needed.",
  },
  not_a_domain: {
    tone: "warn",
    title: "That is no domain or host to watch",
    text: "Give a name such as example.nl or mx1.example.nl.",
  },
  opted_out: {
    tone: "warn",
    title: "That name opted out of being looked at",
    text: "So it cannot be watched.",
  },
  added: {
    tone: "good",
    title: "Added",
    text: "The watch begins as soon as you have shown that the name is yours.",
  },
  too_many: {
    tone: "warn",
    title: "That are more watches than one address can have",
    text: "Remove one first.",
  },
  proven: {
    tone: "good",
    title: "Shown: the watch has begun",
    text: "The first check runs within minutes.",
  },
  no_record: {
    tone: "warn",
    title: "The TXT record was not found",
    text: "A resolver may remember its absence for as long as the zone’s negative TTL.",
  },
  proof_sent: {
    tone: "good",
    title: "A mail is on its way to the postmaster",
    text: "The link in it works for a day, and once.",
  },
  saved: { tone: "good", title: "Saved", text: "" },
  not_a_webhook: {
    tone: "warn",
    title: "That is no address for a webhook",
    text: "It has to begin with https:// and have no port, user or password in it.",
  },
  removed: { tone: "good", title: "Removed", text: "With everything that was kept of it." },
  mail_stopped: {
    tone: "good",
    title: "No more mail for that watch",
    text: "Sign in to have it again, or to remove the watch.",
  },
  not_understood: {
    tone: "warn",
    title: "That was not understood",
    text: "Please use the forms on this page.",
  },
} as const satisfies Record<string, Saying>;
export type WatchSaying = keyof typeof WATCH_SAYINGS;
export const WATCH_SAYING_CODES = Object.keys(WATCH_SAYINGS) as [WatchSaying, ...WatchSaying[]];
