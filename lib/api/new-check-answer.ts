import { z } from "zod";
import { checkSummary } from "@/lib/check/check-store";
import type { Checks } from "@/lib/check/checks";
import { isCrossSite } from "@/lib/check/cross-site";
import type { Allowance } from "@/lib/check/limit-store";
import type { CheckRefusal } from "@/lib/model/check-refusals";
import { err, ok, type Result } from "@/lib/result";
import type { ApiAnswer, ApiRequest } from "./answer";
import { checkLinks, unknownCheck } from "./check-answers";
import type { NewCheckAnswer } from "./new-check-schemas";
import { readParameters } from "./parameters";
import { plainMeta } from "./plain-envelope";
import { invalidParameters, type ParameterFault, problemAnswer } from "./problem";
import { API_ROOT } from "./version";

/** A request for a check as it came over HTTP. */
export type CheckPost = {
  headers: Readonly<Record<string, string | undefined>>;
  /** Null where it was longer than `MOST_BODY_OCTETS`. */
  body: Buffer | null;
  /** The address of whoever asks. */
  client: string;
};

/** Longest body that is read. */
export const MOST_BODY_OCTETS = 4_096;

const JSON_BODY = "application/json";
const FORM_BODY = "application/x-www-form-urlencoded";

/**
 * Answers `POST /api/v1/checks`: 202 with the check's address. A form that a browser sent as a page is
 * led to the page of the domain (303), so that it works without scripts.
 *
 * CSRF: a page of another site could only spend a visitor's limit, and is refused all the same. JSON
 * from there never comes, as the preflight allows GET and HEAD only; forms are told by Fetch Metadata.
 */
export async function answerNewCheck(
  checks: Checks,
  request: ApiRequest,
  { headers, body, client }: CheckPost,
): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  if (isCrossSite(headers, request.publicUrl))
    return problemAnswer(request, "cross-site", "Ask for the check on this site, or in a program.");
  if (body === null)
    return problemAnswer(request, "body-too-large", `At most ${MOST_BODY_OCTETS} octets are read.`);
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== JSON_BODY && type !== FORM_BODY)
    return problemAnswer(request, "unsupported-body", `Send ${JSON_BODY} such as {"domain": "…"}.`);
  const asPage = type === FORM_BODY && (headers.accept ?? "").includes("text/html");
  const input = type === JSON_BODY ? domainInJson(body) : domainInForm(body);
  if (!input.ok) return invalidParameters(request, [input.error]);
  const asked = await checks.request(input.value, client);
  if (!asked.ok)
    return asPage ? backToForm(input.value, asked.error) : refusal(request, asked.error);
  const { id, domain, how, allowance } = asked.value;
  if (asPage) return seeOther(`/check/${domain}`);
  const summary = await checkSummary(checks.db, id);
  if (summary === null) return unknownCheck(request, "The check was removed meanwhile.");
  const answer: z.infer<typeof NewCheckAnswer> = {
    data: { ...summary, how },
    meta: plainMeta(summary.finishedAt),
    links: checkLinks(request, summary),
  };
  return {
    status: 202,
    headers: {
      "content-type": JSON_BODY,
      "cache-control": "no-store",
      location: `${API_ROOT}/checks/${id}`,
      ...limitFields(checks, allowance),
    },
    body: `${JSON.stringify(answer)}\n`,
  };
}

const fault = (detail: string, parameter = "domain") => err<ParameterFault>({ parameter, detail });
const Fields = z.record(z.string(), z.unknown());

function domainInJson(body: Buffer): Result<string, ParameterFault> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    return fault("The body is not JSON.");
  }
  const fields = Array.isArray(parsed) ? null : Fields.safeParse(parsed);
  if (fields?.success !== true) return fault('The body is no object such as {"domain": "…"}.');
  return domainIn(Object.entries(fields.data));
}

const domainInForm = (body: Buffer): Result<string, ParameterFault> =>
  domainIn([...new URLSearchParams(body.toString("utf8"))]);

function domainIn(fields: readonly (readonly [string, unknown])[]): Result<string, ParameterFault> {
  const stray = fields.find(([name]) => name !== "domain");
  if (stray !== undefined)
    return fault("Unknown field. Valid here: domain.", stray[0].slice(0, 60) || "domain");
  const [first, second] = fields;
  if (first === undefined) return fault("Is missing: give the domain to check.");
  if (second !== undefined) return fault("Given more than once; it takes one value.");
  return typeof first[1] === "string" ? ok(first[1]) : fault("Is not a text.");
}

function refusal(request: ApiRequest, { code, sentence, retryAfterSeconds }: CheckRefusal) {
  const errors = [{ parameter: "domain", detail: sentence }];
  const later = { "retry-after": String(retryAfterSeconds ?? 60) };
  switch (code) {
    case "not_a_domain":
      return invalidParameters(request, errors);
    case "public_suffix":
    case "special_use":
    case "not_delegated":
    case "opted_out":
      return problemAnswer(request, "check-refused", sentence, errors);
    case "client_limit":
    case "domain_limit":
      return problemAnswer(request, "too-many-checks", sentence, undefined, {
        ...later,
        ratelimit: `"checks";r=0;t=${retryAfterSeconds ?? 60}`,
      });
    case "queue_full":
    case "resolver_unfit":
      return problemAnswer(request, "checks-busy", sentence, undefined, later);
  }
}

/** draft-ietf-httpapi-ratelimit-headers: the limit, and what is left of it. */
function limitFields({ settings }: Checks, allowance: Allowance | null): Record<string, string> {
  const { burst, everyMs } = settings.perClient;
  return {
    "ratelimit-policy": `"checks";q=${burst};w=${Math.ceil((burst * everyMs) / 1000)}`,
    ...(allowance === null
      ? {}
      : { ratelimit: `"checks";r=${allowance.remaining};t=${allowance.resetSeconds}` }),
  };
}

const seeOther = (location: string): ApiAnswer => ({
  status: 303,
  headers: { location, "cache-control": "no-store" },
  body: "",
});

/** The form's page says why, from the code alone. */
function backToForm(input: string, { code, retryAfterSeconds }: CheckRefusal): ApiAnswer {
  const query = new URLSearchParams({ domain: input.trim().slice(0, 300), refused: code });
  if (retryAfterSeconds !== null) query.set("wait", String(retryAfterSeconds));
  return seeOther(`/check?${query}`);
}
