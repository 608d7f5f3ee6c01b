import { z } from "zod";
import type { ZodOpenApiPathsObject, ZodOpenApiResponseObject } from "zod-openapi";
import { problemResponse } from "./check-operations";
import { DomainAnswer } from "./domain-answers";
import { API_ROOT } from "./version";

const domain = z.string().meta({
  description: "A domain as it is registered, in any case, also with U-labels",
  param: { example: "one.com" },
});

/** The operation that looks one domain up in the survey. */
export const domainOperations = (
  badRequest: ZodOpenApiResponseObject,
  unavailable: ZodOpenApiResponseObject,
): ZodOpenApiPathsObject => ({
  [`${API_ROOT}/domains/{domain}`]: {
    get: {
      operationId: "domain",
      summary: "One domain in the survey",
      description:
        "What the survey's latest scan knows of a domain: delegation, keys, denial of existence, MX hosts with their TLSA records, verdict; and what changed when. 404 where it is not in the survey or asked not to be. Names are not listed anywhere, and look-ups are limited per client.",
      tags: ["Domains"],
      requestParams: { path: z.object({ domain }) },
      responses: {
        "200": {
          description: "The domain's state and history",
          content: { "application/json": { schema: DomainAnswer } },
        },
        "400": badRequest,
        "404": problemResponse("UnknownDomain", ["unknown-domain"]),
        "429": {
          ...problemResponse("TooManyLookUps", ["too-many-look-ups"]),
          headers: {
            "Retry-After": {
              description: "Seconds after which to ask again",
              schema: { type: "string" },
            },
          },
        },
        "503": unavailable,
      },
    },
  },
});
