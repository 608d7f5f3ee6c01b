import { openChecks } from "@/lib/check/checks";
import { processEnv } from "@/lib/env";
import { checkSettings } from "@/scripts/start/checks";

// The live check of the drill "hostile-checks" in a process of its own, so that its memory is its own.
// argv: how many checks, how many zones. Prints `rss <checks done> <MB>` as it goes, and `done`.
const [rounds = 0, zones = 1] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 48;
const MEASURE_EVERY = Math.max(1, Math.floor(rounds / 40));

const env = processEnv();
if (!env.ok || env.value.databaseUrl === undefined)
  throw new Error("the drill's settings are wrong");
const settings = await checkSettings(env.value);
if (!settings.ok) throw new Error(settings.error.message);
const free = { burst: 1_000_000, everyMs: 1 };
let faults = 0;
const note = (fields: object, message: string) => {
  faults += 1;
  console.error(message, fields);
};
const checks = await openChecks({
  databaseUrl: env.value.databaseUrl,
  settings: {
    ...settings.value,
    perClient: free,
    perDomain: free,
    perAddress: free,
    pace: free,
    atOnce: 32,
    queueLength: 1_000,
    deadlineMs: 8_000,
  },
  log: { error: note, warn: note },
});

const verdicts = new Map<string, number>();
let next = 0;
let done = 0;
const lane = async () => {
  while (next < rounds) {
    next += 1;
    const asked = await checks.request(`h${next}.enemy-${next % zones}.nl`, "192.0.2.1");
    if (!asked.ok) throw new Error(asked.error.sentence);
    let ended = "none";
    for await (const event of checks.subscribe(asked.value.id, 0, AbortSignal.timeout(120_000)))
      if (event.kind === "summary") ended = event.summary.verdict ?? event.summary.state;
    verdicts.set(ended, (verdicts.get(ended) ?? 0) + 1);
    done += 1;
    if (done % MEASURE_EVERY === 0) console.log(`rss ${done} ${megabytes()}`);
  }
};
const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
await checks.close();
console.log(`verdicts ${JSON.stringify(Object.fromEntries(verdicts))}`);
console.log(`done ${done} faults ${faults}`);
process.exit(0);
