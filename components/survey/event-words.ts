import { DOMAIN_VERDICT_WORDS, HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import { DnssecStatus } from "@/lib/model/dnssec";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import type { RemovalReason } from "@/lib/model/survey-scan";
import type { DomainEvent } from "@/lib/model/surveyed-domain";
import { DNSSEC_WORDS } from "../check/report-tone";

const domainWords = (text: string | null): string => {
  const verdict = DomainVerdict.safeParse(text);
  return verdict.success ? DOMAIN_VERDICT_WORDS[verdict.data].title : "nothing";
};
const hostWords = (text: string | null): string => {
  const verdict = HostVerdict.safeParse(text);
  return verdict.success ? HOST_VERDICT_WORDS[verdict.data].title : "nothing";
};
const statusWords = (text: string | null): string => {
  const status = DnssecStatus.safeParse(text);
  return status.success ? DNSSEC_WORDS[status.data] : "nothing";
};

/** Why the survey no longer looks at a domain. */
export const REMOVAL_WORDS: Record<RemovalReason, string> = {
  lost_ds: "its parent zone has no DS record for it any more, so it is no longer signed",
  gone: "it is no longer delegated, or no list names it any more",
  opted_out: "its holder asked for that",
};

const reasonWords = (reason: string | null): string =>
  reason === "lost_ds" || reason === "gone" ? REMOVAL_WORDS[reason] : REMOVAL_WORDS.opted_out;

/** Digests by their first octets, which is how people compare them. */
const brief = (text: string | null): string => {
  const words = text ?? "";
  const digest = words.split(" ").at(-1) ?? "";
  return digest.length > 24 ? `${words.slice(0, words.length - digest.length + 16)}…` : words;
};

/** "key tag 12345, ECDSAP256SHA256" of `257 3 13 key tag 12345`; a name for flags that say one. */
function keyWords(text: string | null): string {
  const [, flags = "", algorithm = "", tag = "", more = ""] =
    /^(\d+) \d+ (\d+) key tag (\d+)(.*)$/.exec(text ?? "") ?? [];
  const role = Number(flags) & 1 ? "secure entry point" : "zone key";
  return `${role}, key tag ${tag}, ${algorithmMnemonic(Number(algorithm))}${more}`;
}

/** What happened, in a sentence. */
export function eventWords({ kind, host, before, after }: DomainEvent): string {
  switch (kind) {
    case "added":
      return `The survey met the domain: “${domainWords(after)}”.`;
    case "removed":
      return `The survey stopped looking at it: ${reasonWords(after)}.`;
    case "verdict":
      return `The verdict was “${domainWords(before)}” and became “${domainWords(after)}”.`;
    case "mx_status":
      return `The MX records were ${statusWords(before)} and became ${statusWords(after)}.`;
    case "dnskey_status":
      return `The keys were ${statusWords(before)} and became ${statusWords(after)}.`;
    case "ds_added":
      return `New DS record ${brief(after)}`;
    case "ds_removed":
      return `DS record gone: ${brief(before)}`;
    case "key_added":
      return `New key: ${keyWords(after)}`;
    case "key_removed":
      return `Key gone: ${keyWords(before)}`;
    case "nsec3":
      return `Denial of existence was by ${before} and is by ${after}.`;
    case "ns_added":
      return `New name server ${after}`;
    case "ns_removed":
      return `Name server gone: ${before}`;
    case "mx_added":
      return `New MX record ${after}`;
    case "mx_removed":
      return `MX record gone: ${before}`;
    case "host_verdict":
      return `${host} was “${hostWords(before)}” and became “${hostWords(after)}”.`;
    case "tlsa_added":
      return `${host} has a new TLSA record ${brief(after)}`;
    case "tlsa_removed":
      return `${host} lost the TLSA record ${brief(before)}`;
  }
}

/** What stands before the sentence: come, gone, or become another. */
export const eventSign = (kind: DomainEvent["kind"]): string =>
  kind === "added" || kind.endsWith("_added")
    ? "+"
    : kind === "removed" || kind.endsWith("_removed")
      ? "−"
      : "→";
