import type { Db } from "@/db/client";
import { listNoticeOptOuts } from "@/lib/check/opt-out-store";
import { type OptedOut, optedOut } from "@/lib/check/opt-outs";
import type { CheckLog } from "@/lib/check/worker";
import type { NoticeMode } from "@/lib/model/incident";
import { inParallel } from "@/lib/verifier/in-parallel";
import type { MailAddress } from "../mail/mail-address";
import type { FindContacts } from "./find-contacts";
import { afterLook, type Contact, type Incident } from "./incident";
import { LOOK_LIMITS } from "./incident-limits";
import { hostsOfIncident, lockIncident, openIncidents, recordLook } from "./incident-store";
import { type LookAtHost, outcomeOf } from "./look-at-hosts";
import { decideNotice, type NoticeClauseId, tellableHosts } from "./notice-policy";
import {
  addNotice,
  earlierNotices,
  lockNotices,
  noticesOnDay,
  stoppedRecipients,
  withdrawNotices,
} from "./notice-store";
import { noticeSubject, noticeText } from "./notice-words";
import {
  incidentsOfRelease,
  type ReleaseIncidents,
  releaseStanding,
} from "./release-incidents-store";

/** What notices to operators are made with. */
export type NoticeTurnParts = {
  db: Db;
  mode: NoticeMode;
  publicUrl: string;
  look: LookAtHost;
  contactsOf: FindContacts;
  /** Told of each notice once it is written down. */
  onNotice: (notice: DecidedNotice) => void;
  log: CheckLog;
  now: () => number;
};

/** A notice that was written down. */
export type DecidedNotice = {
  id: string;
  incident: Incident;
  contact: Contact["kind"];
  to: MailAddress;
  stage: number;
  subject: string;
  /** With `{stop}` where the link belongs. */
  body: string;
};

/** What a turn did. */
export type NoticeTurn = {
  release: ReleaseIncidents;
  looks: number;
  notices: number;
  /** Incidents about which nothing was sent, by the clause that kept it back. */
  waiting: Partial<Record<NoticeClauseId, number>>;
};

const MOST_INCIDENTS = 5_000;
/** Looks of one turn: with seconds each, it ends before the next hour. */
const MOST_LOOKS = 500;
/** Operators looked at together; the hosts of one take turns. */
const LOOKS_AT_ONCE = 4;
const HOSTS_READ = 2_000;

/**
 * One turn: what the newest release says of incidents, a look at those that are due, and notices of
 * those that the policy lets out: only in the turn of a look, so that no host is looked at more often
 * because of its mail. Safe to repeat and to be killed at any point.
 */
export async function noticeTurn(parts: NoticeTurnParts): Promise<NoticeTurn> {
  const { db, now, log } = parts;
  const release = await incidentsOfRelease(db, now());
  const due = await openIncidents(db, { due: now(), limit: MOST_LOOKS });
  let looks = 0;
  let notices = 0;
  const waiting: NoticeTurn["waiting"] = {};
  /** A fault with one incident is ours, and no reason to leave the others alone. */
  const each = async (incident: Incident, work: () => Promise<void>) => {
    try {
      await work();
    } catch (cause) {
      log.error({ err: cause, incident: incident.id }, "notices: an incident was left out");
    }
  };
  await inParallel(due, LOOKS_AT_ONCE, (incident) =>
    each(incident, async () => {
      await lookAgain(parts, incident);
      looks += 1;
    }),
  );
  await withdrawNotices(db, now());
  const open = await openIncidents(db, { due: null, limit: MOST_INCIDENTS });
  const glance = await glanceAt(parts, open);
  for (const incident of open)
    await each(incident, async () => {
      // First what costs nobody anything: no question about contacts for a mail that waits.
      const came = glance(incident) ?? (await tell(parts, incident));
      if (typeof came === "string") waiting[came] = (waiting[came] ?? 0) + 1;
      else {
        notices += 1;
        parts.onNotice(came);
      }
    });
  return { release, looks, notices, waiting };
}

/** Looks at the hosts of an incident and writes down what came of it. */
async function lookAgain({ db, look, now }: NoticeTurnParts, incident: Incident): Promise<void> {
  const hosts = await hostsOfIncident(db, incident.id, LOOK_LIMITS.hosts);
  const seen = [];
  for (const { host, sample } of hosts) seen.push(await look(host, sample));
  const outcome = outcomeOf(incident.fault, seen, hosts.length === incident.hosts);
  const found = seen.flatMap((each) => (each === null ? [] : [each]));
  const evidence = found.filter(({ fault }) => fault === incident.fault);
  await recordLook(db, incident, afterLook(incident, outcome, now()), evidence);
}

/** What keeps a mail back as far as that is known for all incidents at once; null where nothing does. */
async function glanceAt(
  { db, mode, now }: NoticeTurnParts,
  open: readonly Incident[],
): Promise<(incident: Incident) => NoticeClauseId | null> {
  const at = now();
  const operators = [...new Set(open.map(({ operator }) => operator))];
  const earlier = Map.groupBy(
    await earlierNotices(db, mode, { operators, recipients: [] }, at),
    ({ operator }) => operator,
  );
  const known = {
    standing: await releaseStanding(db, at),
    sentToday: await noticesOnDay(db, mode, at),
    optedOut: optedOut(await listNoticeOptOuts(db)),
    ...{ stopped: new Set<string>(), affected: [], contacts: [], now: at },
  };
  return (incident) => {
    if (known.optedOut.name(incident.operator)) return "opted_out";
    const own = earlier.get(incident.operator) ?? [];
    const decision = decideNotice({ ...known, incident, earlier: own }, FOUND_LATER);
    return decision.do === "wait" ? decision.because : null;
  };
}

/** Clauses for which hosts and contacts have to be known. */
const FOUND_LATER: readonly NoticeClauseId[] = ["opted_out", "no_contact"];

/** Sends what is to be sent about an incident, or says which clause keeps it back. */
async function tell(
  parts: NoticeTurnParts,
  incident: Incident,
): Promise<DecidedNotice | NoticeClauseId> {
  const { db, publicUrl, mode, now } = parts;
  const contacts = await parts.contactsOf(incident);
  const optOuts = await listNoticeOptOuts(db);
  return db.transaction(async (tx) => {
    await lockNotices(tx);
    const current = await lockIncident(tx, incident.id);
    if (current === null) return "mended";
    const { decision, tellable } = await decide(parts, tx, current, contacts, optedOut(optOuts));
    if (decision.do === "wait") return decision.because;
    const { contact, stage } = decision;
    const subject = noticeSubject(current);
    const body = noticeText(current, tellable, { contact: contact.kind, stage, publicUrl });
    const notice = { incident: current, contact, stage, subject, body };
    const id = await addNotice(tx, mode, notice, now());
    return { ...notice, id, contact: contact.kind, to: contact.address };
  });
}

/** The policy's decision on all that is known in this transaction. */
async function decide(
  { mode, now }: NoticeTurnParts,
  db: Pick<Db, "execute">,
  incident: Incident,
  contacts: readonly Contact[],
  unwilling: OptedOut,
) {
  const at = now();
  const recipients = contacts.map(({ recipient }) => recipient);
  const operators = [incident.operator];
  const affected = await hostsOfIncident(db, incident.id, HOSTS_READ);
  const decision = decideNotice({
    ...{ incident, contacts, affected, optedOut: unwilling, now: at },
    standing: await releaseStanding(db, at),
    earlier: await earlierNotices(db, mode, { operators, recipients }, at),
    sentToday: await noticesOnDay(db, mode, at),
    stopped: await stoppedRecipients(db, recipients),
  });
  return { decision, tellable: tellableHosts(affected, unwilling) };
}
