import type { Erratum } from "@/lib/model/release-manifest";
import { err, ok, type Result } from "@/lib/result";
import type { PublishWish } from "@/lib/survey/publish/publish-run";
import { parseResolver } from "@/lib/verifier/dns/resolver-address";
import { trustAnchors, wholeNumber } from "@/scripts/command-line/option-values";
import { parseArguments } from "@/scripts/command-line/parse";
import type { SecondResolver } from "./second-opinion";

/** What `survey publish` was asked for. */
export type PublishOptions = {
  /** Null: the newest complete one. */
  run: number | null;
  wish: PublishWish;
  second: SecondResolver | null;
};

/** What the options mean, for `--help`. */
export const PUBLISH_USAGE = `survey publish [options]

Judges the figures of the newest complete run by the gates, and publishes them or holds them. A release
that was published never changes; other figures for its day become the next revision, with an erratum.

  --run N                          that run
  --second-resolver ADDRESS[:PORT] a validating resolver on loopback, other than the scan's: where a level
                                   has moved, a sample of what changed is looked at through it
  --trust-anchor FILE              DS or DNSKEY records to trust instead of the root's, for that
  --smtp-port N                    port of mail hosts (25), for that
  --override "why" --by NAME       publishes although a gate holds; both are published with it
  --erratum URL --why "text"       publishes a correction of what is published of that day

The exit code is 0 where the figures are published, and 1 where they are held.`;

const text = { type: "string" } as const;
const LONGEST_REASON = 1_000;

/** Reads what was typed; an error is one sentence. */
export async function publishOptions(
  args: readonly string[],
): Promise<Result<PublishOptions, string>> {
  const parsed = parseArguments(args, {
    ...{ run: text, override: text, by: text, erratum: text, why: text },
    ...{ "second-resolver": text, "trust-anchor": text, "smtp-port": text },
  });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return err("survey publish takes options only; --help lists them.");
  const run =
    values.run === undefined ? ok(null) : wholeNumber("--run", values.run, 1, 999_999_999);
  if (!run.ok) return run;
  const wish = wishOf(values);
  if (!wish.ok) return wish;
  const anchors = await trustAnchors(values["trust-anchor"]);
  if (!anchors.ok) return anchors;
  const smtpPort = wholeNumber("--smtp-port", values["smtp-port"] ?? "25", 1, 65_535);
  if (!smtpPort.ok) return smtpPort;
  const second = values["second-resolver"];
  if (second === undefined) return ok({ run: run.value, wish: wish.value, second: null });
  const resolver = parseResolver(second);
  if (!resolver.ok || resolver.value.transport !== "dns")
    return err("--second-resolver takes ADDRESS, ADDRESS:PORT or [IPV6]:PORT.");
  return ok({
    run: run.value,
    wish: wish.value,
    second: { resolver: resolver.value, anchors: anchors.value, smtpPort: smtpPort.value },
  });
}

type Words = { override?: string; by?: string; erratum?: string; why?: string };

function wishOf({ override, by, erratum, why }: Words): Result<PublishWish, string> {
  if ((override === undefined) !== (by === undefined))
    return err('An override takes both: --override "why" --by NAME.');
  if ((erratum === undefined) !== (why === undefined))
    return err('A correction takes both: --erratum URL --why "text".');
  for (const words of [override, by, why])
    if (words !== undefined && (words.trim() === "" || words.length > LONGEST_REASON))
      return err(`A reason and a name have 1 to ${LONGEST_REASON} characters.`);
  let correction: Erratum | null = null;
  if (erratum !== undefined && why !== undefined) {
    if (!URL.canParse(erratum) || !/^https?:$/.test(new URL(erratum).protocol))
      return err("--erratum takes the address of a page, such as https://example.org/errata/1.");
    correction = { url: erratum, why };
  }
  const overriding = override === undefined || by === undefined ? null : { why: override, by };
  return ok({ override: overriding, erratum: correction });
}
