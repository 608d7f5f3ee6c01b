import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { DnssecStatus } from "@/lib/model/dnssec";
import type { HostState } from "@/lib/model/survey-hosts";
import type {
  ChangeKind,
  MxSet,
  Nsec3Profile,
  NsSet,
  RemovalReason,
} from "@/lib/model/survey-scan";
import type { DomainEvent, SurveyedDs, SurveyedKey } from "@/lib/model/surveyed-domain";

/** A domain's state after a change, with its records as they were then; null: could not be told. */
export type LoggedState = {
  at: string;
  kind: ChangeKind;
  reason: RemovalReason | null;
  verdict: DomainVerdict;
  mxStatus: DnssecStatus;
  dnskeyStatus: DnssecStatus;
  ds: readonly SurveyedDs[] | null;
  keys: readonly SurveyedKey[] | null;
  nsec3: Nsec3Profile | null;
  ns: NsSet | null;
  mx: MxSet | null;
};

/** A host's state after a change. */
export type LoggedHost = { host: string; at: string; verdict: HostVerdict; state: HostState };

/** Parts of which only what was told is compared: a look-up that failed removes nothing. */
type Known = Pick<LoggedState, "ds" | "keys" | "nsec3" | "ns" | "mx">;
const NOTHING_KNOWN: Known = { ds: null, keys: null, nsec3: null, ns: null, mx: null };

type Note = (
  kind: DomainEvent["kind"],
  before: string | null,
  after: string | null,
  host?: string | null,
) => void;

/**
 * What changed in a domain, from its log. Pure.
 *
 * @param log oldest first; the first is only compared with where it is the domain's beginning
 * @returns oldest first
 */
export function domainEvents(log: readonly LoggedState[]): DomainEvent[] {
  const events: DomainEvent[] = [];
  let was: LoggedState | null = null;
  let known = NOTHING_KNOWN;
  for (const state of log) {
    const note: Note = (kind, before, after, host = null) =>
      events.push({ at: state.at, kind, host, before, after });
    if (state.kind === "removed") note("removed", state.verdict, state.reason);
    else if (state.kind === "added") {
      note("added", null, state.verdict);
      known = NOTHING_KNOWN;
    } else if (was !== null) compare(was, known, state, note);
    was = state;
    known = {
      ds: state.ds ?? known.ds,
      keys: state.keys ?? known.keys,
      nsec3: state.nsec3 ?? known.nsec3,
      ns: state.ns ?? known.ns,
      mx: state.mx ?? known.mx,
    };
  }
  return events;
}

function compare(was: LoggedState, known: Known, now: LoggedState, note: Note): void {
  if (was.verdict !== now.verdict) note("verdict", was.verdict, now.verdict);
  if (was.mxStatus !== now.mxStatus) note("mx_status", was.mxStatus, now.mxStatus);
  if (was.dnskeyStatus !== now.dnskeyStatus)
    note("dnskey_status", was.dnskeyStatus, now.dnskeyStatus);
  sets("ds", known.ds?.map(dsText), now.ds?.map(dsText), note);
  sets("key", known.keys?.map(keyText), now.keys?.map(keyText), note);
  if (known.nsec3 !== null && now.nsec3 !== null) {
    const [before, after] = [nsec3Text(known.nsec3), nsec3Text(now.nsec3)];
    if (before !== after) note("nsec3", before, after);
  }
  sets("ns", known.ns?.names, now.ns?.names, note);
  sets("mx", known.mx?.mx.map(mxText), now.mx?.mx.map(mxText), note);
}

function sets(
  what: "ds" | "key" | "ns" | "mx" | "tlsa",
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  note: Note,
  host: string | null = null,
): void {
  if (before === undefined || after === undefined) return;
  const [had, has] = [new Set(before), new Set(after)];
  for (const text of had) if (!has.has(text)) note(`${what}_removed`, text, null, host);
  for (const text of has) if (!had.has(text)) note(`${what}_added`, null, text, host);
}

/**
 * What changed at a domain's mail hosts while they were its hosts. Pure.
 *
 * @param log the domain's own, oldest first
 * @param hosts changes of every host it had, oldest first
 */
export function hostEvents(
  log: readonly LoggedState[],
  hosts: readonly LoggedHost[],
): DomainEvent[] {
  const events: DomainEvent[] = [];
  const last = new Map<string, { verdict: HostVerdict; tlsa: readonly string[] | undefined }>();
  for (const { host, at, verdict, state } of hosts) {
    const was = last.get(host);
    const tlsa = tlsaTexts(state);
    last.set(host, { verdict, tlsa: tlsa ?? was?.tlsa });
    if (was === undefined || !isHostAt(log, host, at)) continue;
    const note: Note = (kind, before, after) => events.push({ at, kind, host, before, after });
    if (was.verdict !== verdict) note("host_verdict", was.verdict, verdict);
    sets("tlsa", was.tlsa, tlsa, note, host);
  }
  return events;
}

/** Whether the host was one of the domain's at that time. */
function isHostAt(log: readonly LoggedState[], host: string, at: string): boolean {
  const state = log.findLast((each) => each.at <= at);
  if (state === undefined || state.kind === "removed") return false;
  const known = state.mx ?? log.findLast((each) => each.at <= at && each.mx !== null)?.mx;
  return known?.mx.some((each) => each.host === host) ?? false;
}

/** Only a secure answer says what there is, and that there is nothing. */
const tlsaTexts = ({ tlsaStatus, tlsa }: HostState): string[] | undefined =>
  tlsaStatus === "secure"
    ? tlsa.map((one) => `${one.usage} ${one.selector} ${one.matchingType} ${one.data}`)
    : undefined;

const dsText = ({ keyTag, algorithm, digestType, digest }: SurveyedDs): string =>
  `${keyTag} ${algorithm} ${digestType} ${digest}`;
const keyText = ({ flags, protocol, algorithm, keyTag, bits }: SurveyedKey): string =>
  `${flags} ${protocol} ${algorithm} key tag ${keyTag}${bits === null ? "" : `, ${bits} bits`}`;
const mxText = ({ preference, host }: MxSet["mx"][number]): string => `${preference} ${host}`;
const nsec3Text = (profile: Nsec3Profile): string =>
  profile.length === 0
    ? "NSEC"
    : profile
        .map(
          ({ hashAlgorithm, iterations, saltOctets }) =>
            `NSEC3 ${hashAlgorithm}, ${iterations} iterations, ${saltOctets} octets of salt`,
        )
        .join("; ");
