import {
  DAY_MS,
  HOUR_MS,
  RELEASE_HOUR,
  turnsOf,
  verdictAt,
  WORLD_START,
  type World,
  type WorldContact,
  type WorldOperator,
} from "./notices-world";

const MINUTE_MS = 60_000;

/** A mail that the policy allows. */
export type PredictedMail = { at: number; operator: string; to: string; stage: number };

type Sent = PredictedMail & { series: number; bounced: boolean };
type Open = {
  operator: WorldOperator;
  fault: string;
  series: number;
  opened: number;
  firstLook: number;
  lastLook: number;
  looks: number;
  probed: number;
  next: number;
};

/**
 * Which mails a world comes to, by the policy's words alone: written anew, with nothing of the code that
 * sends, so that both have to be wrong in the same way.
 */
export function predictMails(world: World): PredictedMail[] {
  const sent: Sent[] = [];
  const open: Open[] = [];
  const mended: { key: string; at: number; series: number }[] = [];
  const stopped = new Set<string>();
  const quiet = new Set<string>();
  let series = 0;
  let releaseSeen = -1;
  for (const now of turnsOf(world)) {
    const hour = Math.round((now - WORLD_START) / HOUR_MS);
    const today = Math.floor(hour / 24);
    const newest = hour % 24 >= RELEASE_HOUR ? today : today - 1;
    for (const { zone, optsOutOn } of world.operators) if (optsOutOn <= today) quiet.add(zone);
    const isPublished = newest >= 0 && !world.held.has(newest) && !world.overridden.has(newest);
    const close = (one: Open) => {
      open.splice(open.indexOf(one), 1);
      mended.push({ key: `${one.operator.zone} ${one.fault}`, at: now, series: one.series });
    };

    // A release begins, confirms and mends.
    if (isPublished && newest > releaseSeen) {
      releaseSeen = newest;
      const releasedAt = WORLD_START + newest * DAY_MS + RELEASE_HOUR * HOUR_MS;
      for (const operator of world.operators) {
        const fault = verdictAt(operator, releasedAt);
        const own = () => open.filter((one) => one.operator === operator);
        for (const one of own()) {
          // Where DNSSEC fails, nothing is known of the servers.
          if (one.fault !== fault && fault !== "bogus") close(one);
        }
        if (fault === "ok") continue;
        const known = own().find((one) => one.fault === fault);
        if (known !== undefined) {
          known.lastLook = now;
          known.looks += 1;
          continue;
        }
        const before = mended
          .filter(({ key, at }) => key === `${operator.zone} ${fault}` && now - at < 7 * DAY_MS)
          .at(-1);
        open.push({
          ...{ operator, fault, opened: now, firstLook: now, lastLook: now, looks: 1 },
          ...{ probed: -Infinity, next: now + 55 * MINUTE_MS, series: before?.series ?? ++series },
        });
      }
    }

    // What is due is looked at; more hosts than a look takes cannot be seen to be well.
    const look = (one: Open) => {
      one.next = now + (now - one.opened < 3 * DAY_MS ? HOUR_MS : DAY_MS) - 5 * MINUTE_MS;
      if (world.blind.has(hour)) return;
      const found = verdictAt(one.operator, now);
      if (found === one.fault) {
        one.looks += 1;
        one.lastLook = now;
        one.probed = now;
      } else if (found !== "bogus" && one.operator.hosts <= 5) close(one);
    };
    for (const one of [...open]) if (one.next <= now) look(one);

    // Mails, the operator with most domains first.
    const isHeld = newest < 0 || !isPublished || isHeldToday(world, today, hour);
    for (const one of [...open].sort((a, b) => b.operator.domains - a.operator.domains)) {
      const { operator } = one;
      if (isHeld || quiet.has(operator.zone)) continue;
      const longEnough = operator.domains > 1_000 ? 6 * HOUR_MS : DAY_MS;
      if (one.looks < 3 || one.lastLook - one.firstLook < longEnough) continue;
      const arrived = sent.filter((mail) => mail.series === one.series && !mail.bounced);
      const due = [0, 7 * DAY_MS, 30 * DAY_MS][arrived.length];
      if (due === undefined || now - (arrived[0]?.at ?? -Infinity) < due) continue;
      const isRecent = (mail: Sent) => !mail.bounced && now - mail.at < 7 * DAY_MS;
      if (sent.some((mail) => mail.operator === operator.zone && isRecent(mail))) continue;
      if (
        sent.filter(({ at }) => Math.floor(at / DAY_MS) === Math.floor(now / DAY_MS)).length >= 200
      )
        continue;
      if (one.probed !== now) continue;
      const contact = operator.contacts.find((each) => {
        const own = sent.filter((mail) => mail.to === each.address);
        const back = own.filter((mail) => mail.bounced);
        const [last, last2] = back.slice(-2).reverse();
        return (
          each.path === "safe" &&
          !stopped.has(each.address) &&
          !quiet.has(each.address.split("@")[1] ?? "") &&
          !back.some((mail) => mail.series === one.series) &&
          !own.some(isRecent) &&
          !(
            last !== undefined &&
            last2 !== undefined &&
            last.at - last2.at < 180 * DAY_MS &&
            now - last.at < 180 * DAY_MS
          )
        );
      });
      if (contact === undefined) continue;
      sent.push({
        ...{ at: now, operator: operator.zone, to: contact.address, stage: arrived.length },
        ...{ series: one.series, bounced: contact.fate !== "arrives" },
      });
    }
    // What becomes of them before the next turn.
    for (const mail of sent.filter(({ at }) => at === now)) {
      const operator = world.operators.find(({ zone }) => zone === mail.operator);
      const got = sent.filter(({ operator: zone, bounced }) => zone === mail.operator && !bounced);
      if (operator === undefined || mail.bounced || got.length < operator.stopsAfter) continue;
      stopped.add(mail.to);
      quiet.add(mail.operator);
    }
  }
  return sent
    .filter((mail) => fateOf(world, mail) !== "refused")
    .map(({ at, operator, to, stage }) => ({ at, operator, to, stage }));
}

/** Whether a gate held today, be it today's release or one that came out today. */
const isHeldToday = ({ held }: World, today: number, hour: number): boolean =>
  held.has(today) && hour % 24 >= RELEASE_HOUR;

const fateOf = ({ operators }: World, { operator, to }: PredictedMail): WorldContact["fate"] =>
  operators.find(({ zone }) => zone === operator)?.contacts.find(({ address }) => address === to)
    ?.fate ?? "arrives";
