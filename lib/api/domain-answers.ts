import { z } from "zod";
import type { Db } from "@/db/client";
import { latestSummary } from "@/lib/check/check-store";
import { readCheckInput } from "@/lib/check/read-input";
import { DomainVerdict } from "@/lib/model/check-verdicts";
import { SurveyedDomain } from "@/lib/model/surveyed-domain";
import { lookUpDomain } from "@/lib/survey/look-up/look-up-domain";
import { type ApiAnswer, type ApiRequest, jsonAnswer, REVALIDATE } from "./answer";
import { PlainLinks, PlainMeta } from "./envelope";
import { readParameters } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT } from "./version";

/** The last live check of a domain, beside what the survey knows. */
const LastCheck = z
  .object({ verdict: DomainVerdict.nullable(), finishedAt: z.iso.datetime().nullable() })
  .meta({ id: "LastCheck" });

/** The answer of `/api/v1/domains/{domain}`. */
export const DomainAnswer = z.object({
  data: SurveyedDomain.extend({
    lastCheck: LastCheck.nullable().meta({
      description: "The newest live check, which asked by itself; null where none is kept",
    }),
  }).meta({ id: "SurveyedDomain", description: "One domain in the survey's latest scan" }),
  meta: PlainMeta,
  links: PlainLinks.extend({
    page: z.string().meta({ description: "The page for people" }),
    check: z.string().meta({ description: "The newest live check" }),
  }).meta({ id: "DomainLinks" }),
});

const NO_SURVEY = `This site has no survey of its own yet. POST the domain to ${API_ROOT}/checks for a live check.`;
const UNKNOWN = `That domain is not in the survey, or asked not to be. POST it to ${API_ROOT}/checks for a live check.`;

/**
 * Answers `/api/v1/domains/{domain}` for whoever names the domain: nothing here lists or suggests
 * names, and one whose holder opted out is answered like one that was never met.
 */
export async function answerDomain(db: Db, request: ApiRequest, text: string): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const unknown = (detail: string) => problemAnswer(request, "unknown-domain", detail);
  const input = readCheckInput(text);
  if (!input.ok) return unknown(input.error.sentence);
  const { domain, registrable } = input.value;
  if (domain.ascii !== registrable)
    return unknown("The survey looks at domains as they are registered: ask for that name.");
  const [found, check] = await Promise.all([
    lookUpDomain(db, domain.ascii),
    latestSummary(db, domain.ascii),
  ]);
  if (found.kind !== "surveyed") return unknown(found.kind === "no_survey" ? NO_SURVEY : UNKNOWN);
  const { lookedAt, changedAt } = found.domain;
  const lastCheck =
    check === null ? null : { verdict: check.verdict, finishedAt: check.finishedAt };
  const body: z.infer<typeof DomainAnswer> = {
    data: { ...found.domain, lastCheck },
    meta: plainMeta(lookedAt ?? changedAt),
    links: {
      ...plainLinks(request),
      page: `${request.publicUrl}/domains/${domain.ascii}`,
      check: `${request.publicUrl}${API_ROOT}/domains/${domain.ascii}/check`,
    },
  };
  return jsonAnswer(body, { "cache-control": REVALIDATE, "x-robots-tag": "noindex" }, null);
}
