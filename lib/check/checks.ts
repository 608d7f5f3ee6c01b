import { createHmac } from "node:crypto";
import { setMaxListeners } from "node:events";
import { connect, type Db } from "@/db/client";
import type { CheckRefusal } from "@/lib/model/check-refusals";
import { RR } from "@/lib/model/dns-registry";
import type { CheckEvent } from "@/lib/model/live-check";
import { err, ok, type Result } from "@/lib/result";
import { nameOf } from "@/lib/verifier/dns/name";
import type { Validator } from "@/lib/verifier/dnssec/validator";
import { enqueue, existingCheck } from "./check-store";
import { openCheckVerifier } from "./check-verifier";
import { clientKeys } from "./client-address";
import { findOptOuts } from "./find-opt-outs";
import { CheckHub } from "./hub";
import { listenForChecks } from "./hub-store";
import { type Allowance, type Exhausted, takeFrom } from "./limit-store";
import { nameTarget } from "./opt-out-record";
import { addOptOuts, listOptOuts } from "./opt-out-store";
import { optedOut } from "./opt-outs";
import { type CheckInput, readCheckInput } from "./read-input";
import type { ResolverFault } from "./resolver-health";
import type { CheckSettings, Rate } from "./settings";
import { streamCheck } from "./stream";
import { type CheckLog, startWorker } from "./worker";

/** The check that a visitor's wish led to. */
export type RequestedCheck = {
  id: string;
  domain: string;
  /** A new one, one that is in flight already, or one that is less than a minute old. */
  how: "queued" | "joined" | "reused";
  /** What is left of the client's limit; null where it was not touched. */
  allowance: Allowance | null;
};

/** The live check of one process. */
export type Checks = {
  db: Db;
  /**
   * Asks for a check.
   *
   * @param input as it was typed or pasted.
   * @param client the address of whoever asks.
   */
  request: (input: string, client: string) => Promise<Result<RequestedCheck, CheckRefusal>>;
  /** Counts a look-up in the survey against a client's limit. @param client its address */
  countLookUp: (client: string) => Promise<Result<void, Exhausted>>;
  /** What a check tells, until it ends or `signal` does; nothing for an id that is not kept. */
  subscribe: (id: string, after: number, signal: AbortSignal) => AsyncGenerator<CheckEvent>;
  /** Calls back when a check changed, "" for possibly any; returns how to stop that. */
  onChange: (changed: () => void) => () => void;
  /** Whether the resolver is fit for checks. */
  health: () => Promise<Result<void, ResolverFault>>;
  /** A look-up through the validator of checks. */
  resolve: Validator["resolve"];
  /** Counts one use of something else by, or for, an address of the network or of mail, which is not kept. */
  takeForClient: (
    what: string,
    client: string,
    rate: Rate,
  ) => Promise<Result<Allowance, Exhausted>>;
  settings: CheckSettings;
  close: () => Promise<void>;
};

export type ChecksOptions = {
  /** Gets a pool of its own, so that checks never wait for pages nor pages for checks. */
  databaseUrl: string;
  settings: CheckSettings;
  log: CheckLog;
  /** False for a process that only asks. */
  work?: boolean;
  /** Unix time in milliseconds, for validation; tests that sign their own zones have another. */
  now?: () => number;
};

const CONNECTIONS = 8;
/** A wish not to be checked is heeded this late at most. */
const WISHES_KEPT_MS = 2_000;
/** How long the look for a delegation may hold up the answer. */
const DELEGATION_MS = 4_000;

/** Opens the live check: limits, queue, stream and, unless told otherwise, the worker. */
export async function openChecks(options: ChecksOptions): Promise<Checks> {
  const { databaseUrl, settings, log } = options;
  const db = connect(databaseUrl, {
    maxConnections: CONNECTIONS,
    applicationName: "dane-stats checks",
  });
  const hub = new CheckHub();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let wishes = optedOut([]);
  let wishesReadAt = Number.NEGATIVE_INFINITY;
  const readWishes = async () => {
    if (performance.now() - wishesReadAt < WISHES_KEPT_MS) return;
    wishesReadAt = performance.now();
    wishes = optedOut(await listOptOuts(db));
  };
  const verifier = await openCheckVerifier(
    settings,
    {
      optedOut: () => wishes,
      take: async (address) => {
        const [counted] = clientKeys(address);
        const taken = await takeFrom(db, `to-${counted?.key}`, settings.perAddress);
        return taken.ok ? null : taken.error;
      },
    },
    options.now,
  );
  const listener = await listenForChecks(databaseUrl, hub.ring);
  const begin = async () => {
    await readWishes();
    return verifier.io();
  };
  const worker = options.work === false ? null : startWorker({ db, hub, begin, settings, log });

  const resolve: Checks["resolve"] = (name, type) => verifier.validator().resolve(name, type);

  /** True only where the registry says that there is no such domain; a failed look-up is no answer. */
  const isUndelegated = async ({ registrable }: CheckInput): Promise<boolean> => {
    const asked = verifier.validator().resolve(nameOf(registrable), RR.NS);
    const answer = await Promise.race([asked, after(DELEGATION_MS)]);
    return answer !== null && answer.outcome === "nxdomain";
  };

  /** Whether a TXT record asks to be left alone; what it says is entered, for the survey too. */
  const hasOptedOut = async (ascii: string): Promise<boolean> => {
    const asked = findOptOuts(nameTarget(ascii), resolve);
    const answer = await Promise.race([asked, after(DELEGATION_MS)]);
    if (answer?.kind !== "found") return false;
    for (const { place, scopes, isSigned } of answer.found)
      await addOptOuts(db, place, scopes, recordNote(place.record, isSigned));
    return answer.found.some(({ scopes }) => scopes.includes("scan"));
  };

  // Who asked is not written down: only processes that know the database's password can compare.
  const { password, pathname } = new URL(databaseUrl);
  const pseudonym = (key: string): string =>
    createHmac("sha256", password + pathname)
      .update(key)
      .digest("base64url");

  const takeForClient: Checks["takeForClient"] = async (what, client, { burst, everyMs }) => {
    let least: Result<Allowance, Exhausted> | null = null;
    for (const { key, clients } of clientKeys(client)) {
      const rate = { burst: burst * clients, everyMs: everyMs / clients };
      const used = await takeFrom(db, pseudonym(what + key), rate);
      if (!used.ok) return used;
      least ??= used;
    }
    return least ?? err({ retryAfterMs: everyMs });
  };

  const countLookUp: Checks["countLookUp"] = async (client) => {
    const used = await takeForClient("look-up ", client, settings.perReader);
    return used.ok ? ok(undefined) : used;
  };

  const countAgainstLimits = async (
    { registrable }: CheckInput,
    client: string,
  ): Promise<Result<Allowance, CheckRefusal>> => {
    const least = await takeForClient("", client, settings.perClient);
    if (!least.ok)
      return refuse(
        "client_limit",
        `That is more than ${settings.perClient.burst} checks at once from your network. The next one can begin in a while.`,
        least.error.retryAfterMs,
      );
    const used = await takeFrom(db, `domain:${registrable}`, settings.perDomain);
    if (!used.ok)
      return refuse(
        "domain_limit",
        `Names in ${registrable} were checked very often just now. Please wait a little.`,
        used.error.retryAfterMs,
      );
    return ok(least.value);
  };

  const deciding = new Map<string, Promise<unknown>>();
  const request: Checks["request"] = async (text, client) => {
    const input = readCheckInput(text);
    if (!input.ok) return input;
    const { ascii, unicode } = input.value.domain;
    await readWishes();
    if (wishes.name(ascii))
      return refuse("opted_out", `Whoever runs ${unicode} asked us not to check it.`);
    const existing = async () => {
      const there = await existingCheck(db, ascii, settings.reuseMs);
      return there && ok({ ...there, domain: ascii, allowance: null });
    };
    const there = await existing();
    if (there !== null) return there;
    // Those who ask for the same while one is being taken on wait for it, and join it.
    const before = deciding.get(ascii);
    if (before !== undefined) {
      await before.catch(() => {});
      const joined = await existing();
      if (joined !== null) return joined;
    }
    const decided = takeOn(input.value, client);
    deciding.set(ascii, decided);
    try {
      return await decided;
    } finally {
      if (deciding.get(ascii) === decided) deciding.delete(ascii);
    }
  };

  const takeOn = async (input: CheckInput, client: string): ReturnType<Checks["request"]> => {
    const used = await countAgainstLimits(input, client);
    if (!used.ok) return used;
    const health = await verifier.health();
    if (!health.ok) return refuse("resolver_unfit", health.error.sentence, 30_000);
    const { ascii, unicode } = input.domain;
    const [isMissing, wantsNone] = await Promise.all([isUndelegated(input), hasOptedOut(ascii)]);
    if (isMissing)
      return refuse(
        "not_delegated",
        `${input.registrable} is not registered: its registry knows no such domain.`,
      );
    if (wantsNone) return refuse("opted_out", `Whoever runs ${unicode} asked us not to check it.`);
    const queued = await enqueue(db, ascii, settings);
    if (!queued.ok)
      return refuse(
        "queue_full",
        `${settings.queueLength} checks are waiting already. Please try again in a minute.`,
        30_000,
      );
    return ok({ ...queued.value, domain: ascii, allowance: used.value });
  };

  // Not AbortSignal.any: that one stays known to the signal that lives as long as the process.
  async function* subscribe(id: string, sequence: number, signal: AbortSignal) {
    const ended = new AbortController();
    const end = () => ended.abort();
    const signals = [signal, closing.signal];
    for (const each of signals) each.addEventListener("abort", end, { once: true });
    if (signals.some(({ aborted }) => aborted)) end();
    try {
      yield* streamCheck(db, hub, id, sequence, ended.signal);
    } finally {
      for (const each of signals) each.removeEventListener("abort", end);
    }
  }

  const close = async () => {
    closing.abort();
    await worker?.stop();
    await listener.close();
    verifier.close();
    await db.$client.end({ timeout: 5 });
  };
  let closed: Promise<void> | null = null;

  return {
    db,
    settings,
    request,
    countLookUp,
    subscribe,
    onChange: (changed) => hub.onAny(changed),
    health: verifier.health,
    resolve,
    takeForClient,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** How a wish was shown, for whoever has to explain an entry. */
export const recordNote = (record: string, isSigned: boolean): string =>
  `TXT record at ${record}${isSigned ? ", signed" : ""}`;

const refuse = (code: CheckRefusal["code"], sentence: string, retryAfterMs?: number) =>
  err<CheckRefusal>({
    code,
    sentence,
    retryAfterSeconds: retryAfterMs === undefined ? null : Math.ceil(retryAfterMs / 1000),
  });

const after = (ms: number): Promise<null> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), ms).unref();
  });
