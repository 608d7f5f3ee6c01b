import { isCrossSite } from "@/lib/check/cross-site";
import { err, ok, type Result } from "@/lib/result";

/** All of a request that an answer to those who run mail may depend on. */
export type WebQuestion = {
  method: string;
  path: string;
  /** Empty, or with its question mark. */
  search: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  remoteAddress: string;
  /** Reads the body; null where it is longer than so many octets. */
  body: (mostOctets: number) => Promise<Buffer | null>;
};

/** An answer of our own, or a page of the site that is made for this question alone. */
export type WebAnswer =
  | {
      kind: "whole";
      answer: { status: number; headers: Record<string, string>; body: string };
    }
  | {
      kind: "page";
      path: string;
      search: string;
      headers: Record<string, string>;
      status?: number;
    };

const MOST_BODY_OCTETS = 8_192;
const FORM_BODY = "application/x-www-form-urlencoded";

/** Goes on to a page after a form was taken (RFC 9110 §15.4.4), so that going back sends nothing twice. */
export const seeOther = (
  path: string,
  query: Readonly<Record<string, string>> = {},
  headers: Record<string, string> = {},
): WebAnswer => {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  const answer = { status: 303, headers: { location: path + search, ...headers }, body: "" };
  return { kind: "whole", answer };
};

/** The fields of a form that was sent, or why it is not taken. */
export async function readForm(
  question: WebQuestion,
  publicUrl: string,
): Promise<Result<URLSearchParams, "cross_site" | "not_a_form">> {
  if (isCrossSite(question.headers, publicUrl)) return err("cross_site");
  const type = (question.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== FORM_BODY) return err("not_a_form");
  const body = await question.body(MOST_BODY_OCTETS);
  return body === null ? err("not_a_form") : ok(new URLSearchParams(body.toString("utf8")));
}
