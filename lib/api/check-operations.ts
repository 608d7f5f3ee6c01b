import { z } from "zod";
import type {
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from "zod-openapi";
import { CHECK_ID } from "@/lib/model/live-check";
import { CheckAnswer } from "./check-answers";
import { NewCheckAnswer, NewCheckBody } from "./new-check-schemas";
import { PROBLEMS, Problem, type ProblemCode } from "./problem";
import { API_ROOT } from "./version";

/** One response for all problems that share a status, as a component of the document. */
export const problemResponse = (
  id: string,
  codes: readonly ProblemCode[],
): ZodOpenApiResponseObject => ({
  id,
  description: codes.map((code) => PROBLEMS[code].meaning).join(" "),
  content: { "application/problem+json": { schema: Problem } },
});

const unknownCheck = problemResponse("UnknownCheck", ["unknown-check"]);
const busy = problemResponse("ChecksBusy", ["checks-busy", "database-away"]);

const text = (description: string) => ({ description, schema: { type: "string" } as const });
const RETRY = text("Seconds after which to ask again");

const checkId = z
  .string()
  .regex(CHECK_ID)
  .meta({ description: "Id of the check", param: { example: "abcdefghijkmnpqrstuv" } });
const domain = z.string().meta({
  description: "A domain, in any case, also with U-labels",
  param: { example: "one.com" },
});

/** The operations of the live check. */
export function checkOperations(
  badRequest: ZodOpenApiResponseObject,
  unavailable: ZodOpenApiResponseObject,
): ZodOpenApiPathsObject {
  const reading = (success: ZodOpenApiResponseObject): ZodOpenApiResponsesObject => ({
    "200": success,
    "400": badRequest,
    "404": unknownCheck,
    "503": unavailable,
  });
  const report = (description: string): ZodOpenApiResponseObject => ({
    description,
    headers: {
      "Cache-Control": text("`immutable` once it is over; `no-store` before"),
      "Retry-After": text("Seconds after which to ask again, while it waits or runs"),
    },
    content: { "application/json": { schema: CheckAnswer } },
  });
  return {
    [`${API_ROOT}/checks`]: {
      post: {
        operationId: "newCheck",
        summary: "Check a domain",
        description:
          "POST a domain to have its mail servers checked now. Of an e-mail address or a URL the domain is taken. The same domain in flight is joined, and a result that is less than a minute old is given again. Sent by a page's form, it leads to the page of the domain (303).",
        tags: ["Checks"],
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: NewCheckBody },
            "application/x-www-form-urlencoded": { schema: NewCheckBody },
          },
        },
        responses: {
          "202": {
            description: "Where the check is, and how it came about",
            headers: {
              Location: text("The check"),
              RateLimit: text("What is left of the client's limit, where it was used"),
              "RateLimit-Policy": text("The limit: so many checks in so many seconds"),
            },
            content: { "application/json": { schema: NewCheckAnswer } },
          },
          "303": { description: "To a browser's form: the page", headers: { Location: text("") } },
          "400": badRequest,
          "403": problemResponse("CrossSite", ["cross-site"]),
          "413": problemResponse("BodyTooLarge", ["body-too-large"]),
          "415": problemResponse("UnsupportedBody", ["unsupported-body"]),
          "422": problemResponse("CheckRefused", ["check-refused"]),
          "429": {
            ...problemResponse("TooManyChecks", ["too-many-checks"]),
            headers: { "Retry-After": RETRY },
          },
          "503": { ...busy, headers: { "Retry-After": RETRY } },
        },
      },
    },
    [`${API_ROOT}/checks/{id}`]: {
      get: {
        operationId: "check",
        summary: "One check",
        description:
          "A check and, when it is done, its report, at the same address for as long as results are kept. `state` says how far it is.",
        tags: ["Checks"],
        requestParams: { path: z.object({ id: checkId }) },
        responses: reading(report("The check, with its report when it is done")),
      },
    },
    [`${API_ROOT}/checks/{id}/events`]: {
      get: {
        operationId: "checkEvents",
        summary: "What a check tells while it runs",
        description:
          "Server-sent events: `state` is the check without its report, `stage` is a part that has ended, `done` or `failed` comes last. `Last-Event-ID` resumes; 204 where all was seen. The stream is kept for some minutes after the check.",
        tags: ["Checks"],
        requestParams: { path: z.object({ id: checkId }) },
        responses: {
          ...reading({
            description: "The stream",
            content: { "text/event-stream": { schema: z.string() } },
          }),
          "204": { description: "The client has seen the last event" },
          "429": problemResponse("TooManyStreams", ["too-many-streams"]),
        },
      },
    },
    [`${API_ROOT}/domains/{domain}/check`]: {
      get: {
        operationId: "latestCheck",
        summary: "The newest result of a domain",
        description: "The newest check of a domain that is done. It never starts one.",
        tags: ["Checks"],
        requestParams: { path: z.object({ domain }) },
        responses: reading(report("The check with its report")),
      },
    },
  };
}
