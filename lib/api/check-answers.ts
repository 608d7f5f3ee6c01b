import { z } from "zod";
import type { Db } from "@/db/client";
import { checkById, latestCheck } from "@/lib/check/check-store";
import { readCheckInput } from "@/lib/check/read-input";
import { CHECK_ID, LiveCheck } from "@/lib/model/live-check";
import { type ApiAnswer, type ApiRequest, IMMUTABLE, jsonAnswer, REVALIDATE } from "./answer";
import { PlainLinks, PlainMeta } from "./envelope";
import { readParameters } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT } from "./version";

/** Links of a check's answers; absolute URLs. */
export const CheckLinks = PlainLinks.extend({
  check: z.string().meta({ description: "This check, as long as its result is kept" }),
  events: z.string().meta({ description: "What it tells while it runs, as server-sent events" }),
  latest: z.string().meta({ description: "The newest result of the domain" }),
  page: z.string().meta({ description: "The page for people" }),
}).meta({ id: "CheckLinks" });

/** The answer of `/api/v1/checks/{id}` and `/api/v1/domains/{domain}/check`. */
export const CheckAnswer = z.object({
  data: LiveCheck.meta({ id: "LiveCheck", description: "One check of one domain" }),
  meta: PlainMeta,
  links: CheckLinks,
});

/** Where a check is, and what belongs to it. */
export const checkLinks = (
  request: ApiRequest,
  { id, domain }: { id: string; domain: string },
): z.infer<typeof CheckLinks> => ({
  ...plainLinks(request),
  check: `${request.publicUrl}${API_ROOT}/checks/${id}`,
  events: `${request.publicUrl}${API_ROOT}/checks/${id}/events`,
  latest: `${request.publicUrl}${API_ROOT}/domains/${domain}/check`,
  page: `${request.publicUrl}/check/${domain}`,
});

/** The problem that an id or a domain without a kept result is. */
export const unknownCheck = (request: ApiRequest, detail: string): ApiAnswer =>
  problemAnswer(request, "unknown-check", detail);

const NO_ID = `No check of that id is kept. POST a domain to ${API_ROOT}/checks for a new one.`;

function answerWith(
  request: ApiRequest,
  check: LiveCheck,
  headers: Record<string, string>,
): ApiAnswer {
  const body: z.infer<typeof CheckAnswer> = {
    data: check,
    meta: plainMeta(check.finishedAt),
    links: checkLinks(request, check),
  };
  return jsonAnswer(body, headers, check.finishedAt);
}

/**
 * Answers `/api/v1/checks/{id}`. One that is over never changes; before, `Retry-After` says when to
 * ask again. The address is a secret of whoever asked and whomever they gave it to.
 */
export async function answerCheck(db: Db, request: ApiRequest, id: string): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const check = CHECK_ID.test(id) ? await checkById(db, id) : null;
  if (check === null) return unknownCheck(request, NO_ID);
  if (check.state === "done" || check.state === "failed")
    return answerWith(request, check, { "cache-control": keptFor(check) });
  return answerWith(request, check, { "cache-control": "no-store", "retry-after": "2" });
}

/** Not `immutable` where a newer version of this site may come to read it otherwise. */
const keptFor = ({ failure }: LiveCheck): string =>
  failure?.code === "older_version" ? REVALIDATE : IMMUTABLE.replace("31536000", "86400");

/** Answers `/api/v1/domains/{domain}/check`: the newest result. It never starts a check. */
export async function answerLatestCheck(
  db: Db,
  request: ApiRequest,
  text: string,
): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const input = readCheckInput(text);
  if (!input.ok) return unknownCheck(request, input.error.sentence);
  const check = await latestCheck(db, input.value.domain.ascii);
  if (check === null)
    return unknownCheck(
      request,
      `No result of that domain is kept. POST it to ${API_ROOT}/checks for a new check.`,
    );
  return answerWith(request, check, { "cache-control": REVALIDATE });
}
