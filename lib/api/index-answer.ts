import { z } from "zod";
import type { Db } from "@/db/client";
import { DATASETS } from "@/lib/model/datasets";
import { coverage, publicationState } from "@/lib/stats/coverage";
import { type ApiAnswer, type ApiRequest, jsonAnswer, REVALIDATE } from "./answer";
import { DatasetSummary, summaryOf } from "./dataset-meta";
import { PlainLinks, PlainMeta } from "./envelope";
import { readParameters } from "./parameters";
import { plainLinks, plainMeta } from "./plain-envelope";
import { invalidParameters } from "./problem";
import { API_ROOT } from "./version";

/** The answer of `/api/v1`. */
export const IndexAnswer = z.object({
  data: z.array(DatasetSummary),
  meta: PlainMeta,
  links: PlainLinks.extend({ releases: z.string(), documentation: z.string() }).meta({
    id: "IndexLinks",
  }),
});

/** Answers `/api/v1`: every dataset with its dates and addresses. */
export async function answerIndex(db: Db, request: ApiRequest): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const covered = new Map((await coverage(db)).map((one) => [one.dataset, one]));
  const { lastPublished } = await publicationState(db);
  const body: z.infer<typeof IndexAnswer> = {
    data: DATASETS.map((dataset) => summaryOf(dataset, covered.get(dataset.id), request.publicUrl)),
    meta: plainMeta(lastPublished),
    links: {
      ...plainLinks(request),
      releases: `${request.publicUrl}${API_ROOT}/releases`,
      documentation: `${request.publicUrl}/api`,
    },
  };
  return jsonAnswer(body, { "cache-control": REVALIDATE }, lastPublished);
}
