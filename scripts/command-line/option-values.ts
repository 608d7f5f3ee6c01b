import { readFile, stat } from "node:fs/promises";
import { err, ok, type Result } from "@/lib/result";
import { parseResolver, type ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import { systemResolvers } from "@/lib/verifier/dns/system-resolvers";
import { parseAnchorFile } from "@/lib/verifier/dnssec/anchor-file";
import { ROOT_ANCHORS, type TrustAnchor } from "@/lib/verifier/dnssec/anchors";

/** A value of an option, or the sentence that says what is wrong with it. */
export type OptionValue<T> = Result<T, string>;

const MAX_ANCHOR_FILE_OCTETS = 1_000_000;

/** A whole number in a range. */
export function wholeNumber(
  option: string,
  text: string,
  from: number,
  to: number,
): OptionValue<number> {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= from && number <= to) return ok(number);
  return err(`${option} takes a whole number from ${from} to ${to}, not ${quoted(text)}.`);
}

const RESOLVER_FAULTS = {
  address_invalid: "is not an IP address",
  port_invalid: "has a port that is none",
  name_invalid: "has a name that is none",
} as const;

/** The resolvers of `--resolver`, or the system's. */
export async function resolvers(texts: readonly string[]): Promise<OptionValue<ResolverAddress[]>> {
  if (texts.length === 0) {
    const found = await systemResolvers();
    if (found.length > 0) return ok(found);
    return err("/etc/resolv.conf names no resolver: give one with --resolver ADDRESS.");
  }
  const parsed: ResolverAddress[] = [];
  for (const text of texts) {
    const resolver = parseResolver(text);
    if (!resolver.ok)
      return err(
        `--resolver takes ADDRESS, ADDRESS:PORT, [IPV6]:PORT or tls://ADDRESS#NAME: ${quoted(text)} ${RESOLVER_FAULTS[resolver.error.code]}.`,
      );
    parsed.push(resolver.value);
  }
  return ok(parsed);
}

/** The trust anchors of `--trust-anchor FILE`, or the root's own. */
export async function trustAnchors(
  file: string | undefined,
): Promise<OptionValue<readonly TrustAnchor[]>> {
  if (file === undefined) return ok(ROOT_ANCHORS);
  const text = await readSmallFile(file, MAX_ANCHOR_FILE_OCTETS);
  if (!text.ok) return text;
  const anchors = parseAnchorFile(text.value.toString("utf8"));
  if (anchors.ok) return anchors;
  const called = shortened(file);
  switch (anchors.error.code) {
    case "line_invalid":
      return err(
        `${called}, line ${anchors.error.line}, is not a DS or DNSKEY record in zone-file form.`,
      );
    case "parenthesis_open":
      return err(`${called} has a parenthesis that is not closed.`);
    case "no_anchors":
      return err(`${called} holds no DS or DNSKEY record.`);
  }
}

/** A regular file of at most so many octets. */
export async function readSmallFile(file: string, maxOctets: number): Promise<OptionValue<Buffer>> {
  const called = shortened(file);
  try {
    const about = await stat(file);
    if (!about.isFile()) return err(`${called} is not a file.`);
    if (about.size > maxOctets) return err(`${called} is larger than ${maxOctets} octets.`);
    return ok(await readFile(file));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return err(`${called} does not exist.`);
    if (code === "EACCES") return err(`${called} may not be read.`);
    return err(`${called} cannot be read.`);
  }
}

/** A file's name inside a sentence; long ones are cut. */
export const shortened = (file: string): string =>
  file.length > 200 ? `${file.slice(0, 200)}…` : file;

/** Text from the command line inside a sentence: short, and safe for a terminal. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
