import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Db } from "@/db/client";
import { openScan } from "@/lib/survey/scan/open-scan";
import { optOutsOf, readOptOuts } from "@/lib/survey/scan/opt-outs";
import { lookAtHost, type ReprobeIo, reprobe, reprobeDue } from "@/lib/survey/scan/reprobe";
import { sharedProbe } from "@/lib/survey/scan/shared-probe";
import { displayName } from "@/lib/verifier/display-name";
import { addressPolicy, parseAddressRange } from "@/lib/verifier/net/address-policy";
import { trustAnchors, wholeNumber } from "@/scripts/command-line/option-values";
import { parseArguments } from "@/scripts/command-line/parse";
import { ehloNameOf } from "../start/own-name";
import { openDatabase, type SurveyCommand } from "./command";
import { readResolver } from "./scan-options";
import { opening, refusalOf, resolverFor } from "./scan-resolver";

/** What the scan saw up to so long ago is not asked again. */
const MOST_AGE_MS = 50 * 60_000;
const OPERATOR_EVERY_MS = 1_000;

const text = { type: "string" } as const;
const OPTIONS = {
  resolver: text,
  "trust-anchor": text,
  "smtp-port": text,
  once: { type: "boolean" },
} as const;

/** `survey reprobe`. */
export const reprobeCommand: SurveyCommand = {
  summary: "mail hosts with a DANE problem again, once an hour until they are mended",
  usage: `survey reprobe [options]

Looks at each mail host with a DANE problem once an hour, until it is mended or three days old; then the daily
pass is enough. What it finds is kept apart from the figures. \`survey schedule\` runs it beside the stages; several
may run, each on a machine of its own.

  --resolver ADDRESS[:PORT]  a validating resolver on loopback; otherwise Unbound is started here
  --trust-anchor FILE        DS or DNSKEY records to trust instead of the root's
  --smtp-port N              port of mail hosts (25)
  --once                     only what is due now`,
  run: async (context) => {
    const { env, life, reporter } = context;
    const parsed = parseArguments(context.args, OPTIONS);
    if (!parsed.ok) return life.fail({ code: "bad_argument", message: parsed.error });
    const { values } = parsed.value;
    const named = readResolver(values.resolver);
    const anchors = await trustAnchors(values["trust-anchor"]);
    const smtpPort = wholeNumber("--smtp-port", values["smtp-port"] ?? "25", 1, 65_535);
    for (const one of [named, anchors, smtpPort])
      if (!one.ok) return life.fail({ code: "bad_argument", message: one.error });
    if (!named.ok || !anchors.ok || !smtpPort.ok) return 1;
    const database = await openDatabase(context);
    if (!database.ok) return life.fail(database.error);
    const db: Db = database.value;
    const wanted = { resolver: named.value, anchors: anchors.value };
    const resolver = await resolverFor(context, wanted, "unbound-reprobe");
    if (!resolver.ok) return life.fail(resolver.error);
    const stop = new AbortController();
    const holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;
    let optOuts = optOutsOf([], []);
    const policy = addressPolicy({
      allowedRanges: env.probeAllowedRanges.flatMap((range) => {
        const read = parseAddressRange(range);
        return read.ok ? [read.value] : [];
      }),
    });
    const opened = await opening(() =>
      openScan({
        resolver: resolver.value.at,
        anchors: anchors.value,
        ehloName: ehloNameOf(env),
        mayConnect: (address) => optOuts.narrowed(policy)(address),
        mayAsk: (name) => !optOuts.isOptedOut(displayName(name)),
        smtpPort: smtpPort.value,
        now: Date.now,
        signal: stop.signal,
        sharing: sharedProbe(db, holder, OPERATOR_EVERY_MS, MOST_AGE_MS),
      }),
    );
    if (!opened.ok) return life.fail(refusalOf(opened.error));
    const scan = opened.value;
    life.onEnd(async () => scan.close());
    const io: ReprobeIo = {
      db,
      holder,
      look: async (host) => {
        optOuts = await readOptOuts(db);
        return lookAtHost(host, scan.io);
      },
      onLook: ({ host, verdict }, seen, says) =>
        reporter.event(
          "reprobe",
          { host, verdict, seen, says },
          `${host}: was ${verdict}, is ${seen} (${says})`,
        ),
      signal: stop.signal,
    };
    if (values.once) {
      const looked = await reprobeDue(io);
      reporter.event("reprobe", { looked }, `${looked} hosts were looked at.`);
      return 0;
    }
    const working = reprobe(io);
    life.onEnd(async () => {
      stop.abort();
      await working.catch(() => {});
    });
    await working;
    return 0;
  },
};
