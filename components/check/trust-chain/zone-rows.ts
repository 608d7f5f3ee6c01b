import type { CheckReport } from "@/lib/model/check-report";
import type { TraceStep } from "@/lib/model/dnssec";
import { REASON_SENTENCES } from "@/lib/model/dnssec";
import { DNSSEC_TONES, gravestTone, type Tone } from "../report-tone";
import { isWithin, shown } from "./dns-names";
import { signatureWords } from "./outcome-words";
import { aliasTargets, askedNames, deniedWords, wantedRecords } from "./report-records";
import type { StepOf, TrustRow } from "./trust-zone";
import { keyId, stepsOf } from "./zone-keys";

/** Types that are a means here, and no rows of their own. */
const MEANS: ReadonlySet<string> = new Set(["DNSKEY", "DS", "SOA", "NSEC", "NSEC3"]);

type Signature = StepOf<"signature">;

const signatureTone = ({ outcome }: Signature): Tone =>
  outcome === "valid" ? "good" : outcome === "not_tried" ? "unknown" : "bad";

const signers = (signatures: readonly Signature[]): TrustRow["signedBy"] => [
  ...new Map(
    signatures.map((each) => [keyId(each), { key: keyId(each), tone: signatureTone(each) }]),
  ).values(),
];

/** One valid signature is enough (RFC 6840 §5.11); otherwise the first fault is told. */
function verdictOf(signatures: readonly Signature[]): Pick<TrustRow, "tone" | "fault"> {
  if (signatures.some(({ outcome }) => outcome === "valid")) return { tone: "good", fault: null };
  const [first] = signatures;
  if (first === undefined) return { tone: "unknown", fault: null };
  return {
    tone: gravestTone(signatures.map(signatureTone)),
    fault: `Signature of key ${first.keyTag}: ${signatureWords(first)}`,
  };
}

const groupBy = <Item>(items: readonly Item[], key: (item: Item) => string): [string, Item[]][] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
};

function delegationRows(steps: readonly TraceStep[]): TrustRow[] {
  const signed = stepsOf(steps, "signature").filter(({ type }) => type === "DS");
  return groupBy(signed, ({ owner }) => owner).map(([owner, signatures]) => ({
    id: `DS ${owner}`,
    kind: "delegation",
    badge: "DS",
    owner,
    words: "",
    signedBy: signers(signatures),
    ...verdictOf(signatures),
  }));
}

function recordRows(steps: readonly TraceStep[], report: CheckReport): TrustRow[] {
  const wanted = wantedRecords(report);
  const aliases = aliasTargets(report);
  const signed = stepsOf(steps, "signature").filter(({ type }) => !MEANS.has(type));
  return groupBy(signed, ({ owner, type }) => `${type} ${owner}`).map(([id, signatures]) => {
    const { owner = "", type = "" } = signatures[0] ?? {};
    const isAlias = type === "CNAME" || type === "DNAME";
    const said = wanted.find((each) => each.owner === owner && each.type === type)?.words ?? "";
    const target = aliases.get(owner);
    return {
      id,
      kind: isAlias ? "alias" : "records",
      badge: type,
      owner,
      words: isAlias && target !== undefined ? `to ${shown(target)}` : said,
      signedBy: signers(signatures),
      ...verdictOf(signatures),
    };
  });
}

/** Denial records that prove one thing together (RFC 4035 §5.4, RFC 5155 §8). */
function denialRows(steps: readonly TraceStep[], report: CheckReport): TrustRow[] {
  const asked = askedNames(report);
  const proofs: { about: string; denials: StepOf<"denial">[] }[] = [];
  for (const denial of stepsOf(steps, "denial")) {
    const last = proofs.at(-1);
    const isWildcard = denial.role === "matches_wildcard" || denial.role === "covers_wildcard";
    const isNext = denial.role === "covers_next_closer";
    if (last !== undefined && (isWildcard || isNext)) {
      last.denials.push(denial);
      if (isNext) last.about = asked.find((name) => isWithin(name, denial.of)) ?? denial.of;
    } else proofs.push({ about: denial.of, denials: [denial] });
  }
  const signatures = stepsOf(steps, "signature");
  const rows = proofs.map(({ about, denials }): TrustRow => {
    const [first] = denials;
    const record = first?.record ?? "NSEC";
    const owners = new Set(denials.map(({ owner }) => owner));
    const own = signatures.filter(({ type, owner }) => type === record && owners.has(owner));
    const isOptOut = denials.some(({ optOut, role }) => optOut && role === "covers_next_closer");
    const words = deniedWords(about, report);
    return {
      id: `${record} ${about} ${words}`,
      kind: "denial",
      badge: record,
      owner: about,
      words: isOptOut ? `${words} (opt-out)` : words,
      signedBy: signers(own),
      ...verdictOf(own),
    };
  });
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** What a zone's keys sign: records and proofs in the order of the trace, delegations last. */
export function signedRows(steps: readonly TraceStep[], report: CheckReport): TrustRow[] {
  return [...recordRows(steps, report), ...denialRows(steps, report), ...delegationRows(steps)];
}

/** Why a look-up got no answer, by what the trace calls it. */
const LOOKUP_FAULTS: Readonly<Record<string, string>> = {
  timeout: "There was no answer in time.",
  aborted: "The time for this check ran out.",
  unreachable: "The resolver cannot be reached.",
  tls_failed: "The connection to the resolver failed.",
  closed: "The resolver closed the connection.",
  malformed: "The answer is malformed.",
  mismatched: "The answer is not to the question that was asked.",
};

/** A question that failed, as a row of the zone it belongs to. */
export function failedRow(
  { owner, type, reason, detail }: StepOf<"failed">,
  isSaidElsewhere: boolean,
  tone: Tone,
): TrustRow {
  const sentence = REASON_SENTENCES[reason];
  const said = detail === null ? sentence : (LOOKUP_FAULTS[detail] ?? `${sentence} (${detail})`);
  return {
    id: `${type} ${owner}`,
    kind: "records",
    badge: type,
    owner,
    words: "",
    tone,
    signedBy: [],
    fault: isSaidElsewhere ? "Cannot be trusted, as the zone’s keys cannot" : said,
  };
}

/** The records of the report that no signature speaks of: those in zones that are not signed. */
export function unsignedRows(zone: string, inZone: (name: string) => boolean, report: CheckReport) {
  return wantedRecords(report)
    .filter(({ owner }) => inZone(owner))
    .map(
      ({ owner, type, status, words }): TrustRow => ({
        id: `${type} ${owner}`,
        kind: "records",
        badge: type,
        owner,
        words,
        tone: DNSSEC_TONES[status],
        signedBy: [],
        fault: status === "bogus" ? `Does not validate in ${shown(zone)}` : null,
      }),
    );
}
