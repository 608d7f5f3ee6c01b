import type { Db } from "@/db/client";
import { columnNames } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import { publicationState } from "@/lib/stats/coverage";
import { type ApiAnswer, type ApiRequest, lastModified, REVALIDATE } from "./answer";
import { csvOf } from "./csv";
import { answerDataset } from "./dataset-answer";
import { datasetPath } from "./dataset-envelope";
import { answerDatasetMeta } from "./dataset-meta";
import { answerIndex } from "./index-answer";
import { type Examples, type OpenApiDocument, openApiDocument } from "./openapi";
import { readParameters } from "./parameters";
import { invalidParameters } from "./problem";
import { answerRelease, answerReleases } from "./release-answers";
import { answerSearch } from "./search-answer";
import { API_ROOT } from "./version";

/** Asks the handlers themselves, so that an example cannot differ from an answer. */
async function examples(db: Db, publicUrl: string): Promise<Examples> {
  const at = (address: string): ApiRequest => ({ url: new URL(address, publicUrl), publicUrl });
  const json = async (answer: Promise<ApiAnswer>) => JSON.parse((await answer).body) as unknown;
  const datasets = new Map<string, { json: unknown; csv: string }>();
  for (const dataset of DATASETS) {
    const address = `${datasetPath(dataset)}?limit=1`;
    const answer = await json(answerDataset(db, at(address), dataset, null));
    const { data } = answer as { data: Record<string, unknown>[] };
    datasets.set(dataset.id, { json: answer, csv: csvOf(columnNames(dataset), data) });
  }
  const [first] = DATASETS;
  const newest = JSON.parse(
    (await answerReleases(db, at(`${API_ROOT}/releases?limit=1`), null)).body,
  ) as { data: { id: string }[] };
  const id = newest.data[0]?.id;
  return {
    datasets,
    index: await json(answerIndex(db, at(API_ROOT))),
    releases: newest,
    search: await json(answerSearch(db, at(`${API_ROOT}/search?limit=2&q=transip`))),
    ...(id === undefined
      ? {}
      : { release: await json(answerRelease(db, at(`${API_ROOT}/releases/${id}`), id)) }),
    ...(first === undefined
      ? {}
      : {
          description: await json(answerDatasetMeta(db, at(`${datasetPath(first)}/meta`), first)),
        }),
  };
}

/** The last document made: it changes only when something is published. */
let made: { state: string; publicUrl: string; document: OpenApiDocument } | undefined;

/** The OpenAPI document with real answers as examples. */
export async function documentOf(db: Db, publicUrl: string): Promise<OpenApiDocument> {
  const { id: state } = await publicationState(db);
  if (made === undefined || made.state !== state || made.publicUrl !== publicUrl) {
    const document = openApiDocument(publicUrl, await examples(db, publicUrl));
    made = { state, publicUrl, document };
  }
  return made.document;
}

/** The document without examples, which asks the database nothing and never changes. */
let bare: { publicUrl: string; document: OpenApiDocument } | undefined;

/** The document without examples, for the reference page. */
export function bareDocumentOf(publicUrl: string): OpenApiDocument {
  if (bare?.publicUrl !== publicUrl)
    bare = { publicUrl, document: openApiDocument(publicUrl, { datasets: new Map() }) };
  return bare.document;
}

/** Answers `/api/v1/openapi.json`. */
export async function answerOpenApi(db: Db, request: ApiRequest): Promise<ApiAnswer> {
  const read = readParameters(request.url.searchParams, []);
  if (!read.ok) return invalidParameters(request, read.faults);
  const { lastPublished } = await publicationState(db);
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "cache-control": REVALIDATE,
      ...lastModified(lastPublished),
    },
    body: `${JSON.stringify(await documentOf(db, request.publicUrl))}\n`,
  };
}
