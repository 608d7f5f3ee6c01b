import type { OptedOut } from "@/lib/check/opt-outs";
import type { Contact, Incident } from "./incident";
import { NOTICE_LIMITS } from "./incident-limits";

/** A notice of earlier: `lost` ones never left, and `bounced` ones did not arrive. */
export type EarlierNotice = {
  series: string;
  operator: string;
  /** SHA-256 of the address; null once it is forgotten. */
  recipient: string | null;
  atMs: number;
  fate: "told" | "bounced" | "lost";
};

/** Where the survey stands: notices rest on what was published, and on nothing else. */
export type ReleaseStanding = {
  /** What the newest attempt to publish came to; `overridden`: a gate held, and a person let it out. */
  newest: "published" | "overridden" | "held" | "none";
  /** The day of the newest published run. */
  dayMs: number;
  /** Whether any attempt was held on the day of `now`. */
  heldToday: boolean;
};

/** All that a decision rests on. */
export type NoticeCase = {
  incident: Incident;
  standing: ReleaseStanding;
  /** Of the same mode, of this operator and of the recipients of its contacts, in any order. */
  earlier: readonly EarlierNotice[];
  /** Notices of all operators on the day of `now`. */
  sentToday: number;
  /** Addresses, by their SHA-256, that asked for no notices. */
  stopped: ReadonlySet<string>;
  /** Who minds notices. */
  optedOut: OptedOut;
  /** Affected hosts and their addresses, as far as they are listed. */
  affected: readonly { host: string; addresses: readonly string[] }[];
  /** In their order. */
  contacts: readonly Contact[];
  /** Unix time in milliseconds. */
  now: number;
};

const isTold = ({ fate }: EarlierNotice): boolean => fate === "told";

/** Mails of the incident's series that counted, oldest first. */
const toldInSeries = ({ earlier, incident }: NoticeCase): EarlierNotice[] =>
  earlier
    .filter((notice) => isTold(notice) && notice.series === incident.series)
    .sort((a, b) => a.atMs - b.atMs);

/** Hosts whose operator did not opt out of notices, by name or address. */
export const tellableHosts = <H extends { host: string; addresses: readonly string[] }>(
  affected: readonly H[],
  optedOut: OptedOut,
): H[] =>
  affected.filter(
    ({ host, addresses }) => !optedOut.name(host) && !addresses.some(optedOut.address),
  );

type NoticeClause = {
  id: string;
  /** The clause in words, for the record of what was not sent, and why. */
  words: string;
  /** Whether it keeps a mail back. */
  stops: (of: NoticeCase) => boolean;
};

/** The policy of notices: a mail goes out when no clause stops it. Each is here and nowhere else. */
export const NOTICE_CLAUSES = [
  {
    id: "mended",
    words: "it is mended",
    stops: ({ incident }) => incident.mendedMs !== null,
  },
  {
    id: "not_published",
    words: "the newest release is held, overridden or old, or a gate held today",
    stops: ({ standing: { newest, heldToday, dayMs }, now }) =>
      newest !== "published" || heldToday || now - dayMs > NOTICE_LIMITS.releaseMs,
  },
  {
    id: "opted_out",
    words: "the operator, or every affected host, opted out of notices",
    stops: ({ incident, optedOut, affected }) =>
      optedOut.name(incident.operator) || tellableHosts(affected, optedOut).length === 0,
  },
  {
    id: "unconfirmed",
    words: "too few looks have seen it, or over too short a time",
    stops: ({ incident: { looks, firstLookMs, lastSeenMs, domains } }) =>
      looks < NOTICE_LIMITS.looks ||
      lastSeenMs - firstLookMs <
        (domains > NOTICE_LIMITS.manyDomains
          ? NOTICE_LIMITS.confirmManyMs
          : NOTICE_LIMITS.confirmMs),
  },
  {
    id: "told_enough",
    words: "all mails about it are sent; its page goes on",
    stops: (of) => toldInSeries(of).length >= NOTICE_LIMITS.stagesMs.length,
  },
  {
    id: "not_yet",
    words: "the next mail about it is not due",
    stops: (of) => {
      const told = toldInSeries(of);
      const [first] = told;
      const afterMs = NOTICE_LIMITS.stagesMs[told.length];
      return first !== undefined && afterMs !== undefined && of.now - first.atMs < afterMs;
    },
  },
  {
    id: "operator_week",
    words: "the operator had a mail this week",
    stops: ({ earlier, incident, now }) =>
      earlier.some(
        (notice) =>
          isTold(notice) &&
          notice.operator === incident.operator &&
          now - notice.atMs < NOTICE_LIMITS.weekMs,
      ),
  },
  {
    id: "day_full",
    words: "as many mails as a day may have are sent",
    stops: ({ sentToday }) => sentToday >= NOTICE_LIMITS.aDay,
  },
  {
    id: "unseen",
    words: "no probe has just seen it",
    stops: ({ incident: { probedMs }, now }) =>
      probedMs === null || now - probedMs > NOTICE_LIMITS.justBeforeMs,
  },
  {
    id: "no_contact",
    words: "no contact is left that mail can reach and that wants it",
    stops: (of) => contactFor(of) === null,
  },
] as const satisfies readonly NoticeClause[];

/** The name of a clause. */
export type NoticeClauseId = (typeof NOTICE_CLAUSES)[number]["id"];

/** A reason for which a contact is passed over. */
const CONTACT_CLAUSES: Record<string, (contact: Contact, of: NoticeCase) => boolean> = {
  /** Its mail would need what is broken, or nobody can tell, or nothing takes mail there. */
  path: ({ path }) => path !== "safe",
  /** It asked for none, here or by an opt-out of its domain. */
  unwanted: ({ address, recipient }, { stopped, optedOut }) =>
    stopped.has(recipient) || optedOut.name(address.slice(address.lastIndexOf("@") + 1)),
  /** What was sent to it about this came back. */
  bounced: ({ recipient }, { earlier, incident }) =>
    earlier.some(
      (notice) =>
        notice.fate === "bounced" &&
        notice.recipient === recipient &&
        notice.series === incident.series,
    ),
  /** Mail to it came back again and again. */
  suppressed: ({ recipient }, { earlier, now }) => isSuppressed(recipient, earlier, now),
  /** It had a mail this week, about whichever operator. */
  week: ({ recipient }, { earlier, now }) =>
    earlier.some(
      (notice) =>
        isTold(notice) &&
        notice.recipient === recipient &&
        now - notice.atMs < NOTICE_LIMITS.weekMs,
    ),
};

function isSuppressed(recipient: string, earlier: readonly EarlierNotice[], now: number): boolean {
  const { bounces, suppressMs } = NOTICE_LIMITS;
  const at = earlier
    .filter((notice) => notice.fate === "bounced" && notice.recipient === recipient)
    .map(({ atMs }) => atMs)
    .sort((a, b) => a - b);
  return at.some((last, place) => {
    const first = at[place - bounces + 1];
    return first !== undefined && last - first < suppressMs && now - last < suppressMs;
  });
}

/** The first contact that mail may go to; null where none is left. Pure. */
export const contactFor = (of: NoticeCase): Contact | null =>
  of.contacts.find(
    (contact) => !Object.values(CONTACT_CLAUSES).some((passesOver) => passesOver(contact, of)),
  ) ?? null;

/** What is to be done about an incident. */
export type NoticeDecision =
  | { do: "send"; contact: Contact; stage: number }
  | { do: "wait"; because: NoticeClauseId };

/** Decides by every clause in its order. Pure. */
export function decideNotice(of: NoticeCase): NoticeDecision;
/** The same without some clauses, of which is not known enough yet. */
export function decideNotice(
  of: NoticeCase,
  except: readonly NoticeClauseId[],
): NoticeDecision | { do: "go_on" };
export function decideNotice(of: NoticeCase, except: readonly NoticeClauseId[] = []) {
  const stopping = NOTICE_CLAUSES.find(({ id, stops }) => !except.includes(id) && stops(of));
  if (stopping !== undefined) return { do: "wait", because: stopping.id };
  const contact = contactFor(of);
  return contact === null
    ? { do: "go_on" }
    : { do: "send", contact, stage: toldInSeries(of).length };
}
