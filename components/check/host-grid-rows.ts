import { problemEntry } from "@/lib/model/check-problems";
import type {
  CheckReport,
  ReportAddress,
  ReportAttempt,
  ReportHost,
} from "@/lib/model/check-report";
import { ADDRESS_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { KEY_TYPES, type KeyTypeAsked } from "@/lib/model/smtp-probe";
import { ADDRESS_TONES, type Tone } from "./report-tone";

/** What one handshake came to, as a cell of the grid. */
export type GridCell = {
  keyType: KeyTypeAsked;
  tone: Tone;
  /** A few words, such as "3 1 1 matches". */
  words: string;
  /** Protocol, or what the server said; null where there is nothing to say. */
  detail: string | null;
};

/** One address of a host with its handshakes. */
export type GridRow = { address: string; tone: Tone; cells: readonly GridCell[] };

/** The handshakes that a report has a column for. */
export const columnsOf = ({ hosts }: CheckReport): KeyTypeAsked[] => {
  const asked = new Set(
    hosts.flatMap(({ addresses }) =>
      addresses.flatMap(({ attempts }) => attempts.map(({ keyType }) => keyType)),
    ),
  );
  return KEY_TYPES.filter((keyType) => keyType === "any" || asked.has(keyType));
};

/** Names of columns: what was asked of the server. */
export const COLUMN_WORDS: Record<KeyTypeAsked, { name: string; about: string }> = {
  any: { name: "First handshake", about: "any certificate" },
  rsa: { name: "RSA", about: "only RSA offered" },
  ec: { name: "ECDSA", about: "only ECDSA offered" },
};

const FEW_WORDS: Partial<Record<string, string>> = {
  starttls_not_offered: "no STARTTLS",
  starttls_rejected: "STARTTLS refused",
  handshake_failed: "TLS fails",
  connection_refused: "refused",
  connection_timeout: "no answer",
  banner_rejected: "turned away",
  address_not_allowed: "not public",
  cert_expired: "expired",
  name_mismatch: "wrong name",
  ta_not_sent: "issuer not sent",
};

function attemptCell(attempt: ReportAttempt): GridCell {
  const { keyType, verdict, counted, matched, problem, tls, detail } = attempt;
  // A handshake for one kind of key that found none such: the server has no such certificate.
  if (!counted && verdict !== "ok" && verdict !== "fail")
    return { keyType, tone: "none", words: "no such certificate", detail: null };
  const words =
    matched !== null
      ? `${matched.usage} ${matched.selector} ${matched.matchingType} matches`
      : (FEW_WORDS[problem ?? ""] ?? ADDRESS_VERDICT_WORDS[verdict]);
  return { keyType, tone: ADDRESS_TONES[verdict], words, detail: tls?.protocol ?? detail };
}

function addressCell({ verdict, problem }: ReportAddress, keyType: KeyTypeAsked): GridCell {
  if (keyType !== "any") return { keyType, tone: "none", words: "not asked", detail: null };
  const words = FEW_WORDS[problem ?? ""] ?? ADDRESS_VERDICT_WORDS[verdict];
  return { keyType, tone: ADDRESS_TONES[verdict], words, detail: null };
}

/** The rows of one host, with a cell for each column. */
export function gridRows(host: ReportHost, columns: readonly KeyTypeAsked[]): GridRow[] {
  return host.addresses.map((address) => ({
    address: address.address,
    tone: ADDRESS_TONES[address.verdict],
    cells: columns.map((keyType) => {
      const attempt = address.attempts.find((each) => each.keyType === keyType);
      return attempt === undefined ? addressCell(address, keyType) : attemptCell(attempt);
    }),
  }));
}

/** What is the matter at an address, in a sentence with its source; null where nothing is. */
export function addressFault({ problem }: ReportAddress, host: ReportHost, address: string) {
  if (problem === null) return null;
  const { summary, source } = problemEntry(problem);
  const filled = summary
    .replaceAll("{host}", () => host.name)
    .replaceAll("{address}", () => address)
    .replace(/\s*\{\w+\}/g, "");
  return { sentence: filled, source };
}
