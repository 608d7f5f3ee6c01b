import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { columnNames, type Dataset } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import { datasetAnswerSchema } from "./answer-schemas";
import { checkOperations, problemResponse } from "./check-operations";
import { snakeCase } from "./csv";
import { DescriptionAnswer } from "./dataset-meta";
import { datasetParameters } from "./dataset-query";
import { domainOperations } from "./domain-operations";
import { IndexAnswer } from "./index-answer";
import { DATASET_PARAMETERS, MOST_ROWS, type Parameter, RELEASE_ID } from "./parameters";
import {
  RELEASE_PARAMETERS,
  RELEASES_PARAMETERS,
  ReleaseAnswer,
  ReleasesAnswer,
} from "./release-answers";
import { RELEASE_FILES_PARAMETERS, ReleaseFilesAnswer } from "./release-files-answer";
import { SEARCH_PARAMETERS, SearchAnswer } from "./search-answer";
import { API_ROOT, API_VERSION } from "./version";

/** Real answers, as the handlers give them, by path and query. */
export interface Examples {
  /** By dataset id: the JSON answer of its first row, and the CSV of it. */
  datasets: ReadonlyMap<string, { json: unknown; csv: string }>;
  index?: unknown;
  releases?: unknown;
  release?: unknown;
  description?: unknown;
  search?: unknown;
}

/** The OpenAPI document as this API writes it. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

// One object each, so that every operation refers to the same component.
const badRequest = problemResponse("InvalidParameter", ["invalid-parameter", "cursor-outdated"]);
const notFound = problemResponse("NotFound", ["unknown-dataset", "unknown-release", "unknown-tld"]);
const unavailable = problemResponse("Unavailable", ["database-away"]);

const HEADERS = {
  ETag: {
    description: "Strong validator: send it as If-None-Match and get 304 while nothing changed",
    schema: { type: "string" },
  },
  "Last-Modified": {
    description: "When something was last published",
    schema: { type: "string" },
  },
  "Cache-Control": {
    description: "`immutable` where `release` and `revision` are given",
    schema: { type: "string" },
  },
  Link: {
    description: 'RFC 8288: rel="next" for the next rows, rel="describedby" for the definition',
    schema: { type: "string" },
  },
} as const;

function parameterSchema(
  { schema, description, repeatable, required = false, example }: Parameter,
  id: string | null,
): z.ZodType {
  const values = repeatable ? z.array(schema).min(1).max(100) : schema;
  return (required ? values : values.optional()).meta({
    description,
    param: {
      example: repeatable ? [example] : example,
      ...(id === null ? {} : { id }),
    },
  });
}

// Made once: the parameters that every dataset takes are components that operations refer to.
const shared = new Map(
  DATASET_PARAMETERS.map((parameter) => [
    parameter,
    parameterSchema(parameter, `${parameter.name}Parameter`),
  ]),
);

const query = (parameters: readonly Parameter[]) =>
  z.object(
    Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        shared.get(parameter) ?? parameterSchema(parameter, null),
      ]),
    ),
  );

const responses = (
  success: ZodOpenApiResponseObject,
  withNotFound = true,
): ZodOpenApiResponsesObject => ({
  "200": success,
  "400": badRequest,
  ...(withNotFound ? { "404": notFound } : {}),
  "503": unavailable,
});

const json = (schema: z.ZodType, example: unknown) => ({
  "application/json": { schema, ...(example === undefined ? {} : { example }) },
});

function datasetOperation(dataset: Dataset, examples: Examples): ZodOpenApiOperationObject {
  const example = examples.datasets.get(dataset.id);
  const csvSchema = z
    .string()
    .meta({ description: `Columns: ${columnNames(dataset).map(snakeCase).join(", ")}` });
  return {
    operationId: dataset.id,
    summary: dataset.title,
    description: [
      dataset.summary,
      `**What is counted.** ${dataset.definition}`,
      ...(dataset.denominator === null ? [] : [`**Denominator.** ${dataset.denominator}`]),
      `**Missing values.** ${dataset.gap}`,
    ].join("\n\n"),
    tags: ["Datasets"],
    requestParams: { query: query(datasetParameters(dataset)) },
    responses: responses({
      description: `Rows of “${dataset.title}”, oldest first and undated ones last, at most ${MOST_ROWS}, with their provenance`,
      headers: HEADERS,
      content: {
        ...json(datasetAnswerSchema(dataset), example?.json),
        "text/csv": {
          schema: csvSchema,
          ...(example === undefined ? {} : { example: example.csv }),
        },
      },
    }),
  };
}

const datasetIds = z
  .enum(DATASETS.map(({ id }) => id) as [string, ...string[]])
  .meta({ description: "Id of the dataset", param: { example: "dane-domains" } });

const releasePath = z.object({
  id: z
    .string()
    .regex(RELEASE_ID)
    .meta({ description: "Id of the release", param: { example: "2023-12" } }),
});

function paths(examples: Examples): ZodOpenApiPathsObject {
  const plain = (
    operationId: string,
    summary: string,
    description: string,
    schema: z.ZodType,
    example: unknown,
    more: Pick<ZodOpenApiOperationObject, "requestParams"> & { csv?: boolean } = {},
  ): ZodOpenApiOperationObject => ({
    operationId,
    summary,
    description,
    tags: [operationId.startsWith("release") ? "Releases" : "Catalogue"],
    ...(more.requestParams === undefined ? {} : { requestParams: more.requestParams }),
    responses: responses(
      {
        description: summary,
        headers: HEADERS,
        content: {
          ...json(schema, example),
          ...(more.csv ? { "text/csv": { schema: z.string() } } : {}),
        },
      },
      more.requestParams?.path !== undefined,
    ),
  });
  return {
    [API_ROOT]: {
      get: plain(
        "index",
        "Every dataset",
        "Every dataset with its dates, columns and addresses.",
        IndexAnswer,
        examples.index,
      ),
    },
    ...Object.fromEntries(
      DATASETS.map((dataset) => [
        `${API_ROOT}/${dataset.id}`,
        { get: datasetOperation(dataset, examples) },
      ]),
    ),
    [`${API_ROOT}/{dataset}/meta`]: {
      get: plain(
        "meta",
        "Definition of a dataset",
        "Definition, columns, parameters, the values that its dimensions take, and dates.",
        DescriptionAnswer,
        examples.description,
        { requestParams: { path: z.object({ dataset: datasetIds }) } },
      ),
    },
    [`${API_ROOT}/releases`]: {
      get: plain(
        "releases",
        "Every release",
        `Current revision of every release, newest first; undated reports, which are later than dated ones, lead. Also at \`${API_ROOT}/releases.json\` and \`.csv\`.`,
        ReleasesAnswer,
        examples.releases,
        { requestParams: { query: query(RELEASES_PARAMETERS) }, csv: true },
      ),
    },
    [`${API_ROOT}/releases/{id}`]: {
      get: plain(
        "release",
        "One release",
        "A release with its tables and revisions. With `revision` the answer never changes.",
        ReleaseAnswer,
        examples.release,
        {
          requestParams: {
            path: releasePath,
            query: query(RELEASE_PARAMETERS),
          },
        },
      ),
    },
    [`${API_ROOT}/releases/{id}/files`]: {
      get: plain(
        "release-files",
        "Files of a release",
        "What a release of this site’s own survey can be downloaded as: every dataset as CSV and Parquet, with sizes and SHA-256. The files never change. Reports of others have none.",
        ReleaseFilesAnswer,
        undefined,
        { requestParams: { path: releasePath, query: query(RELEASE_FILES_PARAMETERS) } },
      ),
    },
    [`${API_ROOT}/search`]: {
      get: plain(
        "search",
        "Search",
        "Pages, TLDs, providers, definitions and datasets by name, best first; where nothing matches, the nearest names. For people: `/search`.",
        SearchAnswer,
        examples.search,
        { requestParams: { query: query(SEARCH_PARAMETERS) } },
      ),
    },
    ...checkOperations(badRequest, unavailable),
    ...domainOperations(badRequest, unavailable),
    [`${API_ROOT}/openapi.json`]: {
      get: {
        operationId: "openapi",
        summary: "This document",
        description: "OpenAPI 3.1, made from the definitions that the answers are made from.",
        tags: ["Catalogue"],
        responses: {
          "200": {
            description: "OpenAPI 3.1",
            content: { "application/json": { schema: z.looseObject({ openapi: z.string() }) } },
          },
          "503": unavailable,
        },
      },
    },
  };
}

/**
 * The OpenAPI 3.1 document of the whole API.
 *
 * @param publicUrl origin that `servers` names.
 */
export const openApiDocument = (publicUrl: string, examples: Examples): OpenApiDocument =>
  createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "dane-stats",
        version: API_VERSION,
        description:
          "Published DNSSEC and DANE deployment statistics as JSON and CSV. No key; every origin may read (CORS), and a check of a domain's mail servers is asked for with POST. Figures are quoted from published reports with their source, date and precision; null means not measured, 0 a measured zero; nothing is interpolated. Clients take columns by name: new ones may appear at any time, removals are announced two weeks ahead.",
      },
      servers: [{ url: publicUrl }],
      externalDocs: { url: `${publicUrl}/api`, description: "Reference for people" },
      tags: [
        { name: "Datasets", description: "Figures" },
        { name: "Releases", description: "What was published when, by whom" },
        { name: "Checks", description: "One domain's mail servers, checked now" },
        { name: "Domains", description: "One domain in the survey" },
        { name: "Catalogue", description: "What there is" },
      ],
      paths: paths(examples),
    },
    {
      override: ({ jsonSchema }) => {
        // New keys may appear at any time, so the published schemas do not forbid them.
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    },
  );
