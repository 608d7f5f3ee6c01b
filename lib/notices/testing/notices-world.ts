import type { HostVerdict } from "@/lib/model/check-verdicts";
import type { ContactKind } from "@/lib/model/incident";
import { seededRandom } from "@/lib/verifier/testing/seeded-random";

/** A made-up survey of operators whose rotations go wrong, on a clock in hours. Pure data. */

/** When something is broken, in days from the beginning; `until` is when it is mended. */
export type Episode = { from: number; until: number; verdict: "fail" | "no_tls" | "bogus" };

/** An address of an operator, and what becomes of mail to it. */
export type WorldContact = {
  kind: ContactKind;
  address: string;
  path: "safe" | "broken" | "unknown" | "none";
  /** `refused`: the relay is told at once that there is no such mailbox; `report`: a report comes later. */
  fate: "arrives" | "refused" | "report";
};

/** One operator of MX hosts. */
export type WorldOperator = {
  zone: string;
  hosts: number;
  /** No two operators have the same number. */
  domains: number;
  episodes: readonly Episode[];
  contacts: readonly WorldContact[];
  /** After how many mails the reader uses the one click; Infinity: never. */
  stopsAfter: number;
  /** The day on which the operator opts out of notices; Infinity: never. */
  optsOutOn: number;
};

/** A year, or a part of one. */
export type World = {
  days: number;
  hoursBetweenTurns: number;
  operators: readonly WorldOperator[];
  /** Days whose release a gate holds, or that a person lets out all the same. */
  held: ReadonlySet<number>;
  overridden: ReadonlySet<number>;
  /** Hours at which nothing can be looked at. */
  blind: ReadonlySet<number>;
};

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WORLD_START = Date.parse("2026-01-01T00:00:00Z");
/** When a day's release comes out. */
export const RELEASE_HOUR = 20;

/** What a look at an operator's hosts finds. @param at Unix time in milliseconds */
export function verdictAt(operator: WorldOperator, at: number): HostVerdict {
  const day = (at - WORLD_START) / DAY_MS;
  const episode = operator.episodes.find(({ from, until }) => day >= from && day < until);
  return episode?.verdict ?? "ok";
}

/** Names of an operator's hosts. */
export const hostsOf = ({ zone, hosts }: WorldOperator): string[] =>
  Array.from({ length: hosts }, (_, at) => `mx${at + 1}.${zone}`);

/** The time of each turn, in milliseconds. */
export const turnsOf = ({ days, hoursBetweenTurns }: World): number[] =>
  Array.from(
    { length: Math.floor((days * 24) / hoursBetweenTurns) },
    (_, at) => WORLD_START + at * hoursBetweenTurns * HOUR_MS,
  );

const safe = (kind: ContactKind, address: string): WorldContact => ({
  ...{ kind, address, path: "safe", fate: "arrives" },
});

/** An operator with a postmaster elsewhere to whom mail arrives; `change` makes it another. */
export const operatorOf = (
  zone: string,
  domains: number,
  episodes: readonly Episode[],
  change: Partial<WorldOperator> = {},
): WorldOperator => ({
  ...{ zone, domains, episodes, hosts: 2, stopsAfter: Infinity, optsOutOn: Infinity },
  contacts: [
    safe("rname", `hostmaster@${zone}.dns.example`),
    safe("postmaster", `postmaster@${zone}`),
  ],
  ...change,
});

/** Seven weeks with one of each: what `npm test` has time for. */
export function shortWorld(): World {
  const fail = (from: number, until: number): Episode => ({ from, until, verdict: "fail" });
  const rname = (zone: string, change: Partial<WorldContact> = {}): WorldContact => ({
    ...safe("rname", `ops@${zone}.dns.example`),
    ...change,
  });
  const postmaster = (zone: string, change: Partial<WorldContact> = {}): WorldContact => ({
    ...safe("postmaster", `postmaster@${zone}`),
    ...change,
  });
  const bounces = { fate: "report" } as const;
  return {
    days: 35,
    hoursBetweenTurns: 8,
    held: new Set([4, 20, 21]),
    overridden: new Set([26]),
    blind: new Set([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60]),
    operators: [
      // Broken for good: three mails, then only the page.
      operatorOf("for-good.nl", 40, [fail(1.5, 99)]),
      // Thousands of domains: confirmed in six hours, one mail, and one host of many in it.
      operatorOf("many.net", 3_000, [fail(2.1, 9)], { hosts: 30 }),
      // A rotation that was mended before it was confirmed, and one that was mended after a mail.
      operatorOf("quick.de", 30, [fail(1.2, 1.9), fail(10.1, 13)]),
      // Up and down within days: one series.
      operatorOf("flaps.se", 31, [fail(1.1, 4.6), fail(6.2, 9), fail(11.2, 30)]),
      // Again after a healthy week.
      operatorOf("again.fr", 32, [fail(3.1, 6), fail(16.2, 20)]),
      // Another fault at once: the operator has one mail a week.
      operatorOf("other.it", 33, [fail(2.2, 8), { from: 8, until: 20, verdict: "no_tls" }]),
      // The first contact's mail needs what is broken, and the second bounces.
      operatorOf("path.pl", 34, [fail(2.4, 30)], {
        contacts: [rname("path.pl", { path: "broken" }), postmaster("path.pl", bounces)],
      }),
      operatorOf("bounce.cz", 35, [fail(2.3, 30)], {
        contacts: [rname("bounce.cz", bounces), postmaster("bounce.cz")],
      }),
      operatorOf("refused.at", 36, [fail(2.3, 12), fail(24, 40)], {
        contacts: [rname("refused.at", { fate: "refused" }), postmaster("refused.at", bounces)],
      }),
      operatorOf("stops.ch", 37, [fail(2.3, 40)], { stopsAfter: 1 }),
      operatorOf("opts-out.be", 38, [fail(2.3, 40)], { optsOutOn: 8 }),
      operatorOf("bogus.dk", 39, [{ from: 5.1, until: 18, verdict: "bogus" }], {
        contacts: [
          rname("bogus.dk", { path: "unknown" }),
          postmaster("bogus.dk", { path: "broken" }),
          {
            kind: "hostmaster",
            address: "hostmaster@elsewhere.example",
            path: "safe",
            fate: "arrives",
          },
        ],
      }),
      operatorOf("well.no", 29, []),
      // One hoster's address is the contact of two operators: one mail a week to it.
      operatorOf("shared-a.fi", 41, [fail(2.6, 30)], {
        contacts: [safe("rname", "noc@hoster.example")],
      }),
      operatorOf("shared-b.fi", 42, [fail(2.6, 30)], {
        contacts: [safe("rname", "noc@hoster.example")],
      }),
    ],
  };
}

const SHARED = [
  safe("postmaster", "noc0@hoster.example"),
  safe("postmaster", "noc1@hoster.example"),
  { ...safe("postmaster", "noc2@hoster.example"), fate: "report" },
] as const satisfies WorldContact[];

/** A year of operators at random; each kind of trouble comes often. */
export function longWorld(seed: number, operators: number, days: number): World {
  const random = seededRandom(seed);
  const below = (most: number) => Math.floor(random() * most);
  const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const daysOf = (share: number) =>
    new Set(Array.from({ length: days }, (_, day) => day).filter(() => random() < share));
  const contactOf = (kind: ContactKind, address: string): WorldContact => ({
    ...{ kind, address },
    path: oneOf(["safe", "safe", "safe", "safe", "broken", "unknown", "none"] as const),
    fate: oneOf(["arrives", "arrives", "arrives", "refused", "report"] as const),
  });
  return {
    ...{ days, hoursBetweenTurns: 2 },
    held: daysOf(0.04),
    overridden: daysOf(0.02),
    blind: new Set(
      Array.from({ length: days * 24 }, (_, hour) => hour).filter(() => random() < 0.02),
    ),
    operators: Array.from({ length: operators }, (_, at) => {
      const zone = `operator${at}.example`;
      const episodes: Episode[] = [];
      for (let day = random() * 60; day < days; day += 1 + random() * 90) {
        const until = day + oneOf([0.3, 2, 10, 45]) * (0.2 + random());
        episodes.push({ from: day, until, verdict: oneOf(["fail", "fail", "no_tls", "bogus"]) });
        day = until;
      }
      return operatorOf(zone, at % 10 === 0 ? 2_000 + at : 5 + at, episodes, {
        hosts: at % 10 === 0 ? 12 : 1 + below(5),
        stopsAfter: random() < 0.1 ? 1 + below(3) : Infinity,
        optsOutOn: random() < 0.1 ? below(days) : Infinity,
        contacts: [
          contactOf("rname", `ops@${zone}.dns.example`),
          // Some are everybody's; what becomes of mail to them is the same for all.
          random() < 0.2
            ? oneOf([SHARED[0], SHARED[1], SHARED[2]])
            : contactOf("postmaster", `postmaster@${zone}`),
        ],
      });
    }),
  };
}
