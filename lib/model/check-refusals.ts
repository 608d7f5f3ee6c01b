import { z } from "zod";

export const CHECK_REFUSALS = [
  "not_a_domain",
  "public_suffix",
  "special_use",
  "not_delegated",
  "opted_out",
  "client_limit",
  "domain_limit",
  "queue_full",
  "resolver_unfit",
] as const;
/** Why no check was begun. The first five are about what was asked, the others pass. */
export const CheckRefusalCode = z.enum(CHECK_REFUSALS);
export type CheckRefusalCode = z.infer<typeof CheckRefusalCode>;

/** A refusal for people; `retryAfterSeconds` where waiting helps. */
export type CheckRefusal = {
  code: CheckRefusalCode;
  sentence: string;
  retryAfterSeconds: number | null;
};

/** A refusal in a few words, for a page that knows no more than its code. */
export const CHECK_REFUSAL_WORDS: Record<CheckRefusalCode, string> = {
  not_a_domain: "That is not a domain name.",
  public_suffix: "Domains are registered under that name; give one of them.",
  special_use: "That name is set aside for special use and cannot get mail.",
  not_delegated: "No such domain is registered.",
  opted_out: "Whoever runs that domain asked us not to check it.",
  client_limit:
    "There were many checks from your network just now. The next one can begin in a while.",
  domain_limit: "That domain was checked very often just now. Please wait a little.",
  queue_full: "Very many checks are waiting already. Please try again in a minute.",
  resolver_unfit:
    "Checks are not possible here at present: there is no DNS resolver that passes DNSSEC records on. Whoever runs this site can name one in its settings, such as RESOLVERS=127.0.0.1 with Unbound on the same machine.",
};
