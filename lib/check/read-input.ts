import type { CheckRefusal } from "@/lib/model/check-refusals";
import { err, ok, type Result } from "@/lib/result";
import { type DomainName, parseDomainInput } from "@/lib/verifier/domain-name-input";
import { registrableDomain } from "./public-suffix";
import { specialUseOf } from "./special-use-names";

/** A domain to check, and the domain that its registry hands out. */
export type CheckInput = { domain: DomainName; registrable: string };

/** Longer than any address with a path that somebody pastes, and shorter than a burden. */
const MAX_INPUT_CHARACTERS = 2048;

const refuse = (code: CheckRefusal["code"], sentence: string) =>
  err<CheckRefusal>({ code, sentence, retryAfterSeconds: null });

/**
 * Reads what a visitor typed or pasted: a domain, an e-mail address (its domain counts) or a URL
 * (its host counts), internationalised or not. Pure; sentences repeat nothing but parsed names.
 */
export function readCheckInput(text: string): Result<CheckInput, CheckRefusal> {
  if (text.length > MAX_INPUT_CHARACTERS)
    return refuse("not_a_domain", "A domain name has at most 253 characters.");
  const parsed = parseDomainInput(domainIn(text.trim()));
  if (!parsed.ok) return refuse("not_a_domain", parsed.error.sentence);
  const domain = parsed.value;
  const special = specialUseOf(domain.ascii);
  if (special !== null)
    return refuse(
      "special_use",
      `${special.name} is set aside for special use (${special.source}): mail cannot be sent there.`,
    );
  const registrable = registrableDomain(domain.ascii);
  if (registrable === null)
    return refuse(
      "public_suffix",
      `${domain.unicode} is a suffix under which domains are registered, not somebody's domain. Give a domain below it.`,
    );
  return ok({ domain, registrable });
}

/** The part that names a domain; what is neither address nor URL is left as it is. */
function domainIn(text: string): string {
  const scheme = /^(?:(?:https?|ftp|smtps?|imaps?):\/\/|mailto:)(.*)$/is.exec(text);
  const rest = scheme?.[1] ?? text;
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/>$/, "");
  // A port belongs to URLs and is dropped; an IPv6 literal is left whole, to be refused as one.
  return host.includes("[") ? host : host.replace(/^([^:]+):\d{1,5}$/, "$1");
}
