import type { CheckChange } from "@/lib/model/check-changes";
import { DOMAIN_VERDICT_WORDS, HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import { DnssecStatus } from "@/lib/model/dnssec";
import styles from "./change-list.module.css";
import { DNSSEC_WORDS } from "./report-tone";

const domainWords = (text: string | null): string => {
  const verdict = DomainVerdict.safeParse(text);
  return verdict.success ? DOMAIN_VERDICT_WORDS[verdict.data].title : (text ?? "nothing");
};
const hostWords = (text: string | null): string => {
  const verdict = HostVerdict.safeParse(text);
  return verdict.success ? HOST_VERDICT_WORDS[verdict.data].title : (text ?? "nothing");
};
const statusWords = (text: string | null): string => {
  const status = DnssecStatus.safeParse(text);
  return status.success ? DNSSEC_WORDS[status.data] : (text ?? "nothing");
};
/** Digests by their first octets, which is how people compare them. */
const brief = (text: string | null): string => {
  const words = text ?? "";
  const digest = words.split(" ").at(-1) ?? "";
  return digest.length > 24 ? `${words.slice(0, words.length - digest.length + 16)}…` : words;
};

/** A change in a sentence. */
export function changeWords({ kind, host, before, after }: CheckChange): string {
  switch (kind) {
    case "verdict":
      return `The verdict was “${domainWords(before)}” and is “${domainWords(after)}”.`;
    case "mx_status":
      return `The MX records were ${statusWords(before)} and are ${statusWords(after)}.`;
    case "host_added":
      return `${host} is a new mail host.`;
    case "host_removed":
      return `${host} is no mail host any more.`;
    case "host_verdict":
      return `${host} was “${hostWords(before)}” and is “${hostWords(after)}”.`;
    case "tlsa_added":
      return `${host} has a new TLSA record ${brief(after)}`;
    case "tlsa_removed":
      return `${host} lost the TLSA record ${brief(before)}`;
    case "certificate_added":
      return `${host} sends a new certificate ${brief(after)}`;
    case "certificate_removed":
      return `${host} no longer sends the certificate ${brief(before)}`;
  }
}

const SIGNS = { added: "+", removed: "−", changed: "→" } as const;
const signOf = (kind: CheckChange["kind"]) =>
  kind.endsWith("_added") ? SIGNS.added : kind.endsWith("_removed") ? SIGNS.removed : SIGNS.changed;

/** What differs from the previous check of the domain. @param changes null: there is none before */
export function ChangeList({ changes }: { changes: readonly CheckChange[] | null }) {
  if (changes === null)
    return <p>This is the first check of the domain that is kept: there is nothing to compare.</p>;
  if (changes.length === 0)
    return (
      <p>
        Nothing changed since the previous check: records, certificates and verdicts are the same.
      </p>
    );
  return (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={JSON.stringify(change)}>
          <span aria-hidden>{signOf(change.kind)}</span> {changeWords(change)}
        </li>
      ))}
    </ul>
  );
}
