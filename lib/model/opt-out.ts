import { z } from "zod";

export const OPT_OUT_KINDS = ["domain", "range"] as const;

/** One wish not to be checked: a domain (A-labels, lower case) with all below it, or a CIDR range. */
export const OptOut = z.object({ kind: z.enum(OPT_OUT_KINDS), value: z.string() });
export type OptOut = z.infer<typeof OptOut>;

export const OPT_OUT_SCOPES = ["scan", "notices"] as const;
/** What is left: `scan`, survey and live checks; `notices`, unasked mail about problems. */
export const OptOutScope = z.enum(OPT_OUT_SCOPES);
export type OptOutScope = z.infer<typeof OptOutScope>;

/** What each scope is called on pages and in mails. */
export const OPT_OUT_SCOPE_WORDS: Record<OptOutScope, string> = {
  scan: "being looked at by the survey and by live checks",
  notices: "mail about problems that nobody asked for",
};

/** The first label of the TXT record's name, in the forward or the reverse zone. */
export const OPT_OUT_LABEL = "_dane-stats-opt-out";

type Saying = { tone: "good" | "warn" | "unknown"; title: string; text: string };

/** What the page of opt-outs has to say after something was sent to it. */
export const OPT_OUT_SAYINGS = {
  entered: {
    tone: "good",
    title: "Entered",
    text: "From now on we leave it alone. Nothing has to stay in the DNS for that, and it does not end.",
  },
  link_sent: {
    tone: "good",
    title: "A mail is on its way to the postmaster",
    text: "It has a link that works for a day, and once. Nothing is entered before that.",
  },
  no_record: {
    tone: "warn",
    title: "No such record was found",
    text: "The name servers say that there is none. A resolver may remember that for as long as the zone’s negative TTL.",
  },
  record_says_nothing: {
    tone: "warn",
    title: "A record was found, but it says neither scan=no nor notices=no",
    text: "See below how it is written.",
  },
  record_unknown: {
    tone: "unknown",
    title: "The record could not be looked up",
    text: "The look-up failed or its signatures do not validate. Nothing was entered; please try again.",
  },
  not_a_target: {
    tone: "warn",
    title: "That is no domain, host, address or range that can be entered",
    text: "Give a domain or host name, an address, or a range of /32, /24 or /16 (IPv4), /128, /64, /56, /48 or /32 (IPv6). Suffixes under which others register are not entered.",
  },
  nothing_chosen: {
    tone: "warn",
    title: "Say what is to end",
    text: "Tick at least one of the two.",
  },
  no_postmaster: {
    tone: "warn",
    title: "Nobody to ask was found",
    text: "The address has no name in the DNS that leads back to it, so there is no postmaster to write to. Please use a TXT record.",
  },
  too_often: {
    tone: "unknown",
    title: "That was asked very often just now",
    text: "Please wait an hour, or use a TXT record.",
  },
  no_mail: {
    tone: "unknown",
    title: "This copy of the site sends no mail",
    text: "Whoever runs it has set up no mail relay. A TXT record works all the same.",
  },
  link_over: {
    tone: "warn",
    title: "That link no longer works",
    text: "It works once, and for a day. Ask for another.",
  },
  not_understood: {
    tone: "warn",
    title: "That was not understood",
    text: "Please use the form on this page.",
  },
} as const satisfies Record<string, Saying>;
export type OptOutSaying = keyof typeof OPT_OUT_SAYINGS;
export const OPT_OUT_SAYING_CODES = Object.keys(OPT_OUT_SAYINGS) as [
  OptOutSaying,
  ...OptOutSaying[],
];
