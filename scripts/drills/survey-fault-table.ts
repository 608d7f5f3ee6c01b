import { utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Db } from "@/db/client";
import type { BulkCase } from "@/lab/bulk/plan";
import type { BulkLab } from "@/lab/bulk/start-bulk";
import type { Passage } from "@/lab/dns-proxy";
import { rewritten } from "@/lab/fault-dns";
import { RCODE, RR } from "@/lib/model/dns-registry";
import { stripped } from "@/lib/verifier/testing/test-world";

/** Replaces one of the lab's lists until the day is over, and returns its path. */
export type Replace = (name: string, change: (whole: Buffer) => Buffer) => string;

/** One fault, what it does to a day, and what the day has to come to. */
export type SurveyFault = {
  name: string;
  /** Lists that are imported on that day; without, those of before stay in use. */
  inputs?: (lab: BulkLab, replace: Replace) => string[];
  /** What the resolver's answers go through; told when the scan begins. */
  passage?: () => Passage;
  env?: Readonly<Record<string, string>>;
  /** Written into `folder`. */
  scanOptions?: (lab: BulkLab, folder: string) => string[];
  before?: (db: Db) => Promise<unknown>;
  during?: (lab: BulkLab, begun: () => Promise<unknown>) => Promise<unknown>;
  afterScan?: (db: Db) => Promise<unknown>;
  afterAggregate?: (db: Db) => Promise<unknown>;
  comesTo: "held" | "published_right" | "refused" | "not_complete";
  /** Has to stand in `survey status`. */
  said: RegExp;
};

const DAY_MS = 86_400_000;
/** In the fourth octet of a message (RFC 6840 §5.9). */
const CHECKING_DISABLED = 0x10;

type Asked = Parameters<Passage>[0]["message"];
const nameIn = ({ questions }: Asked): string =>
  (questions[0]?.name ?? "").toLowerCase().replace(/\.$/, "");
const isBelow = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

const fails: Passage = ({ ask }) =>
  rewritten(ask, (reply) => ({
    ...stripped(reply),
    rcode: RCODE.SERVFAIL,
    authenticData: false,
    answer: [],
    authority: [],
  }));
/** Says that there is nothing of it, and that this is validated. */
const denies: Passage = ({ ask }) =>
  rewritten(ask, (reply) => ({ ...stripped(reply), answer: [], authenticData: true }));
/** Checks nothing, and says of all that it is validated: what is forged comes through. */
const swears: Passage = ({ query, ask }) => {
  query[3] = (query[3] ?? 0) | CHECKING_DISABLED;
  return rewritten(ask, (reply) => ({ ...reply, authenticData: true, checkingDisabled: false }));
};
/** Some questions one way, the others as they are. */
const where =
  (is: (asked: Asked) => boolean, then: Passage): (() => Passage) =>
  () =>
  (passing) =>
    is(passing.message) ? then(passing) : passing.ask();
/** From a number of questions on. */
const after = (count: number, then: Passage) => (): Passage => {
  let asked = 0;
  return (passing) => (asked++ < count ? passing.ask() : then(passing));
};
/** Up to a number of questions of a kind. */
const upTo = (count: number, is: (asked: Asked) => boolean, then: Passage) => (): Passage => {
  let asked = 0;
  return (passing) => (is(passing.message) && asked++ < count ? then(passing) : passing.ask());
};
const isTlsa = ({ questions }: Asked): boolean => questions[0]?.type === RR.TLSA;

/** Canaries of the plan's own domains. */
function canaries({ plan }: BulkLab, folder: string): string[] {
  const known: Partial<Record<BulkCase, string>> = {
    dane_shared: "dane_ok",
    bare_own: "no_dane",
    stale_own: "dane_fail",
    mx_forged: "bogus",
    ds_wrong: "bogus",
  };
  const lines = Object.entries(known).map(([its, expected]) => {
    const domain = plan.domains.find((one) => one.case === its);
    return `${domain?.name} ${expected}\n`;
  });
  const file = path.join(folder, "canaries.txt");
  writeFileSync(file, lines.join(""));
  return ["--canaries", file];
}

const clockJumpedBy = (ms: number): Readonly<Record<string, string>> => {
  const clock = pathToFileURL(path.resolve("scripts/drills/jumping-clock.mjs"));
  clock.search = `?after=0&by=${ms}`;
  return { NODE_OPTIONS: `--import=${clock.href}` };
};

const stale = (db: Db) => db.$client`update scan.probes set fresh_until = now() - interval '1 s'`;
const half = (whole: Buffer): Buffer =>
  whole.subarray(0, whole.lastIndexOf("\n", whole.length / 2) + 1);
const run = "(select max(id) from scan.runs)";

/** The faults, each with a day of its own. */
export const SURVEY_FAULTS: readonly SurveyFault[] = [
  {
    name: "the resolver is off when the day begins",
    scanOptions: () => ["--resolver", "127.25.0.9:9"],
    comesTo: "refused",
    said: /The resolver does not answer for the root: .+/,
  },
  {
    name: "the resolver does not validate",
    passage: where(
      () => true,
      ({ ask }) => rewritten(ask, (reply) => ({ ...stripped(reply), authenticData: false })),
    ),
    comesTo: "refused",
    said: /The resolver does not validate: .+/,
  },
  {
    name: "something in front of the resolver removes DNSSEC, and leaves AD",
    passage: where(
      () => true,
      ({ ask }) => rewritten(ask, stripped),
    ),
    comesTo: "held",
    said: /(completeness|failure_drift): .+/,
  },
  {
    name: "the resolver hangs for 25 seconds in the midst of the scan",
    during: async (lab, begun) => {
      await begun();
      const goOn = lab.pauseResolver();
      await sleep(25_000);
      goOn();
    },
    // A fifth of this scan's first looks; of a scan of 20 hours it would not be seen.
    comesTo: "held",
    said: /failure_drift: .*questions timed out.*/,
  },
  {
    name: "the resolver fails from the midst of the scan on",
    passage: after(1_500, fails),
    comesTo: "held",
    said: /completeness: .+/,
  },
  {
    name: "the resolver says AD of everything, forged records too",
    passage: where(() => true, swears),
    scanOptions: canaries,
    // What has TLSA records, and every domain that is bogus by them, is our validator's to judge.
    comesTo: "published_right",
    said: /\d+ canaries? .*right.*|Canaries.*|published.*/,
  },
  {
    name: "the resolver hides TLSA records, with AD, and there are canaries",
    passage: where(isTlsa, denies),
    scanOptions: canaries,
    comesTo: "not_complete",
    said: /\S+ is dane_ok, and was seen as no_dane\./,
  },
  {
    name: "the same, until the canaries have shown it once",
    passage: upTo(4, isTlsa, denies),
    scanOptions: canaries,
    comesTo: "published_right",
    said: /1 wrong look.*|[^.]*wrong[^.]*\.|published.*/,
  },
  {
    name: "the resolver hides all TLSA records, with AD",
    passage: where(isTlsa, denies),
    comesTo: "held",
    said: /level: .*DANE domains: .+/,
  },
  {
    name: "the resolver hides the DS records of a TLD, with AD",
    passage: where(
      (asked) => asked.questions[0]?.type === RR.DS && nameIn(asked).endsWith(".com"),
      denies,
    ),
    comesTo: "held",
    said: /level: .*signed domains: .+/,
  },
  {
    name: "the resolver loses the proofs of all but keys and delegations",
    passage: where(
      ({ questions }) => ![RR.DS, RR.DNSKEY, RR.SOA].includes((questions[0]?.type ?? 0) as never),
      ({ ask }) => rewritten(ask, stripped),
    ),
    comesTo: "held",
    said: /(completeness|level|failure_drift): .+/,
  },
  {
    name: "a TLD cannot be reached",
    passage: where((asked) => isBelow(nameIn(asked), "nl"), fails),
    comesTo: "held",
    said: /completeness: .+/,
  },
  {
    name: "the largest provider's zone cannot be reached",
    passage: where((asked) => isBelow(nameIn(asked), "good-1.net"), fails),
    comesTo: "held",
    said: /completeness: .+/,
  },
  {
    name: "the largest provider's zone is gone, and that is signed",
    passage: where(
      (asked) => isBelow(nameIn(asked), "good-1.net") && asked.questions[0]?.type === RR.TLSA,
      denies,
    ),
    comesTo: "held",
    said: /level: .*DANE domains: .+/,
  },
  {
    name: "nobody may connect to mail hosts any more",
    env: { PROBE_ALLOWED_RANGES: "" },
    before: stale,
    comesTo: "held",
    said: /(failure_drift|completeness): .+/,
  },
  {
    name: "the clock is 60 days ahead",
    env: clockJumpedBy(60 * DAY_MS),
    before: stale,
    comesTo: "held",
    said: /(completeness|level|failure_drift|overtaken|definitions).*/,
  },
  {
    name: "a gzip file is cut off",
    inputs: (lab, replace) => [
      replace("com.zone", (whole) => gzipSync(whole).subarray(0, -20)),
      ...lab.inputs.filter((file) => !file.endsWith("com.zone")),
    ],
    comesTo: "published_right",
    said: /gzip_damaged/,
  },
  {
    name: "a zone file is cut off in a line",
    inputs: (_, replace) => [replace("com.zone", (whole) => whole.subarray(0, whole.length / 2))],
    comesTo: "published_right",
    said: /cut_short/,
  },
  {
    name: "a list is cut off between two lines",
    inputs: (_, replace) => [replace("list.txt", half)],
    comesTo: "held",
    said: /level: .*signed domains: .+/,
  },
  {
    name: "a list is empty",
    inputs: (_, replace) => [replace("list.txt", () => Buffer.alloc(0))],
    comesTo: "published_right",
    said: /empty/,
  },
  {
    name: "a list is three days old",
    inputs: (_, replace) => {
      const file = replace("list.txt", (whole) => Buffer.concat([whole, Buffer.from("\n")]));
      const at = new Date(Date.now() - 3 * DAY_MS);
      utimesSync(file, at, at);
      return [file];
    },
    comesTo: "published_right",
    said: /\d+ hours old when the run began/,
  },
  {
    name: "conservation: a domain's row vanishes",
    afterScan: (db) =>
      db.$client`delete from scan.domains where name = (select min(name) from scan.domains)`,
    comesTo: "held",
    said: /conservation: .+/,
  },
  {
    name: "conservation: figures are not what was counted",
    afterAggregate: (db) =>
      db.$client.unsafe(
        `update tally.draft_tables set rows = jsonb_set(rows, '{0,measures,domains}', '7777')
      where dataset = 'dnssec-by-tld' and run = ${run}`,
      ),
    comesTo: "held",
    said: /conservation: .*7,777.*/,
  },
  {
    name: "figures that do not fit their definitions",
    afterAggregate: (db) =>
      db.$client.unsafe(
        `update tally.draft_tables set rows = jsonb_set(rows, '{0,measures,domains}', '-1')
      where dataset = 'dane-domains' and run = ${run}`,
      ),
    comesTo: "held",
    said: /The draft does not fit the definitions: .+/,
  },
  {
    name: "a batch's results are lost",
    afterScan: (db) =>
      db.$client.unsafe(
        `update scan.batches set state = 'queued' where run = ${run} and number = 1`,
      ),
    comesTo: "held",
    said: /completeness: .+/,
  },
  {
    name: "the next run begins before the gates have looked",
    afterAggregate: (db) =>
      db.$client.unsafe(
        `with next as (insert into scan.runs (day, pool, state, method_version, started_at, next_batch)
        select day, pool, 'running', method_version, now(), 2 from scan.runs where id = ${run} returning id)
      insert into scan.coverage (run, batch, at, holder, duration_ms, size, tally)
      select next.id, 1, now(), 'next', 1, 1, tally from next, scan.coverage
      where scan.coverage.run = next.id - 1 limit 1`,
      ),
    comesTo: "refused",
    said: /No run is complete yet: .+/,
  },
];
