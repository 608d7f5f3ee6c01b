import type { Db } from "@/db/client";
import { DATASETS, datasetById } from "@/lib/model/datasets";
import { nearest } from "@/lib/model/nearest";
import type { ApiAnswer, ApiRequest } from "./answer";
import { answerCheck, answerLatestCheck } from "./check-answers";
import { answerDataset } from "./dataset-answer";
import { answerDatasetMeta } from "./dataset-meta";
import type { Format } from "./dataset-query";
import { answerDomain } from "./domain-answers";
import { answerIndex } from "./index-answer";
import { answerOpenApi } from "./openapi-answer";
import { problemAnswer } from "./problem";
import { answerRelease, answerReleases } from "./release-answers";
import { answerReleaseFiles } from "./release-files-answer";
import { answerSearch } from "./search-answer";
import { API_ROOT } from "./version";

function unknownDataset(request: ApiRequest, name: string): ApiAnswer {
  const ids = DATASETS.map(({ id }) => id);
  const close = nearest(name, [...ids, "releases", "search"]);
  const hint = close.length === 0 ? "" : ` The nearest are ${close.join(", ")}.`;
  return problemAnswer(
    request,
    "unknown-dataset",
    `No dataset has that id.${hint} ${API_ROOT} lists all of them.`,
  );
}

/**
 * Answers any path below the API's root; the route files hand their segments here.
 *
 * @param segments decoded parts of the path after `/api/v1`.
 */
export function answerPath(
  db: Db,
  request: ApiRequest,
  segments: readonly string[],
): Promise<ApiAnswer> | ApiAnswer {
  const [name = "", part, ...rest] = segments;
  const nothing = () =>
    problemAnswer(
      request,
      "unknown-path",
      `Paths are ${API_ROOT}, ${API_ROOT}/{dataset}, ${API_ROOT}/{dataset}/meta, ${API_ROOT}/releases, ${API_ROOT}/releases/{id}, ${API_ROOT}/releases/{id}/files, ${API_ROOT}/checks, ${API_ROOT}/checks/{id}, ${API_ROOT}/checks/{id}/events, ${API_ROOT}/domains/{domain}, ${API_ROOT}/domains/{domain}/check, ${API_ROOT}/search and ${API_ROOT}/openapi.json.`,
    );
  // The server in front answers these itself; this is for `next dev` and for programs.
  if (name === "domains" && part !== undefined && rest.join("/") === "check")
    return answerLatestCheck(db, request, part);
  if (name === "releases" && part !== undefined && rest.join("/") === "files")
    return answerReleaseFiles(db, request, part);
  if (rest.length > 0) return nothing();
  if (name === "domains" && part !== undefined) return answerDomain(db, request, part);
  if (name === "checks" && part !== undefined) return answerCheck(db, request, part);
  if (segments.length === 0) return answerIndex(db, request);
  const [, id = name, suffix] = /^(.+)\.(json|csv)$/.exec(name) ?? [];
  const format = (suffix ?? null) as Format | null;
  if (part === undefined) {
    if (name === "openapi.json") return answerOpenApi(db, request);
    if (id === "releases") return answerReleases(db, request, format);
    if (name === "search") return answerSearch(db, request);
    const dataset = datasetById(id);
    return dataset === undefined
      ? unknownDataset(request, id)
      : answerDataset(db, request, dataset, format);
  }
  if (name === "releases") return answerRelease(db, request, part);
  if (part !== "meta") return nothing();
  const dataset = datasetById(name);
  return dataset === undefined
    ? unknownDataset(request, name)
    : answerDatasetMeta(db, request, dataset);
}
