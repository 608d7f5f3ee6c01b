import { z } from "zod";
import type { ApiAnswer, ApiRequest } from "./answer";

/** What is wrong with one parameter. */
export const ParameterFault = z
  .object({
    parameter: z.string().meta({ description: "Name of the parameter", example: "start" }),
    detail: z.string().meta({ description: "What is wrong with it, and what would be right" }),
  })
  .meta({ id: "ParameterFault" });
export type ParameterFault = z.infer<typeof ParameterFault>;

/** Every kind of problem the handlers answer with; the reference page has an anchor for each. */
export const PROBLEMS = {
  "invalid-parameter": {
    status: 400,
    title: "A parameter is not valid",
    meaning:
      "A parameter is unknown, given twice, malformed or contradicts another; `errors` names each one.",
  },
  "cursor-outdated": {
    status: 400,
    title: "The cursor belongs to another state of the figures",
    meaning:
      "Figures were published since the first page, so its pages no longer fit together. Start again without `cursor`.",
  },
  "unknown-dataset": {
    status: 404,
    title: "There is no dataset of that name",
    meaning: "The path names no dataset; `detail` names the nearest ones.",
  },
  "unknown-release": {
    status: 404,
    title: "There is no such release",
    meaning: "No release has that id, or the release has no revision of that number.",
  },
  "unknown-tld": {
    status: 404,
    title: "There is no such top-level domain",
    meaning:
      "The value is not a TLD of the root zone. A known TLD without figures gets an empty answer with a message instead.",
  },
  "unknown-provider": {
    status: 404,
    title: "No published list names that provider",
    meaning: "Files of `/providers/{zone}` exist for the zones that a published list names.",
  },
  "unknown-series": {
    status: 404,
    title: "There is no such series to compare",
    meaning: "A name is no TLD, or no provider that a published list names; `detail` says which.",
  },
  "unknown-format": {
    status: 404,
    title: "The page cannot be had in that format",
    meaning: "`detail` names the formats there are; drawings exist only of figures with a chart.",
  },
  "unknown-figure": {
    status: 404,
    title: "The page has no such figure",
    meaning: "`detail` names the figures that the page shows in this state.",
  },
  "unknown-check": {
    status: 404,
    title: "There is no such check",
    meaning:
      "No result is kept under that id or for that domain: it was never checked, or its time is over.",
  },
  "unknown-domain": {
    status: 404,
    title: "The survey does not answer for that name",
    meaning:
      "It is no domain as registries hand them out, it is not in the survey, or its holder asked to be left out; the last two are not told apart.",
  },
  "too-many-look-ups": {
    status: 429,
    title: "Too many domains were looked up",
    meaning:
      "One client may look up so many domains in the survey. Try again after the seconds of `Retry-After`.",
  },
  "check-refused": {
    status: 422,
    title: "That cannot be checked",
    meaning:
      "What was given names no domain that can be checked: a public suffix, a special-use name, a domain that is not registered, or one whose operator opted out. `errors` names the parameter.",
  },
  "too-many-checks": {
    status: 429,
    title: "Too many checks",
    meaning:
      "The limit of this client or of this domain is used up. Try again after the seconds of `Retry-After`.",
  },
  "too-many-streams": {
    status: 429,
    title: "Too many streams",
    meaning: "One client may follow only so many checks at once. Ask for the check itself instead.",
  },
  "checks-busy": {
    status: 503,
    title: "No check can be taken on right now",
    meaning:
      "The queue is full, or this site's DNS resolver cannot be used for checks; `detail` says which.",
  },
  "cross-site": {
    status: 403,
    title: "The request came from a page of another site",
    meaning: "Pages of other sites may read the API and not ask for checks in a visitor's name.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    meaning: "A body holds one domain name; no more than 4,096 octets are read.",
  },
  "unsupported-body": {
    status: 415,
    title: "The body has another form than those that are read",
    meaning: "A body is `application/json` or `application/x-www-form-urlencoded`.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The address has no such method",
    meaning: "The `Allow` field names the methods it has.",
  },
  "unknown-path": {
    status: 404,
    title: "There is nothing at this path",
    meaning: "The API has no such path; `/api/v1` lists what it has.",
  },
  "not-implemented": {
    status: 501,
    title: "That is not implemented",
    meaning: "oEmbed answers as JSON only.",
  },
  busy: {
    status: 429,
    title: "Too many images are being drawn",
    meaning: "Drawing images is bounded. Try again after the seconds of `Retry-After`.",
  },
  "database-away": {
    status: 503,
    title: "The figures cannot be read right now",
    meaning: "The database does not answer. Try again after the seconds of `Retry-After`.",
  },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457 problem details. */
export const Problem = z
  .object({
    type: z.string().meta({ description: "URL that explains this kind of problem" }),
    title: z.string().meta({ description: "The kind of problem, always the same words" }),
    status: z.int().meta({ description: "The HTTP status, repeated" }),
    detail: z.string().meta({ description: "What went wrong this time" }),
    instance: z.string().meta({ description: "Path and query that were asked for" }),
    errors: z
      .array(ParameterFault)
      .optional()
      .meta({ description: "The parameters at fault, where parameters are at fault" }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details" });
export type Problem = z.infer<typeof Problem>;

/** An answer of type `application/problem+json`. @see RFC 9457 */
export function problemAnswer(
  request: ApiRequest,
  code: ProblemCode,
  detail: string,
  errors?: readonly ParameterFault[],
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  const { status, title } = PROBLEMS[code];
  const problem: Problem = {
    type: `${request.publicUrl}/api#problem-${code}`,
    title,
    status,
    detail,
    instance: request.url.pathname + request.url.search,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(status === 503 ? { "retry-after": "30" } : {}),
      ...(code === "busy" ? { "retry-after": "2" } : {}),
      ...headers,
    },
    body: `${JSON.stringify(problem)}\n`,
  };
}

/** The answer to parameters that cannot be taken. */
export const invalidParameters = (
  request: ApiRequest,
  errors: readonly ParameterFault[],
): ApiAnswer =>
  problemAnswer(
    request,
    "invalid-parameter",
    errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join(" "),
    errors,
  );
