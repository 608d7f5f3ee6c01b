import { z } from "zod";
import { COMMON_COLUMNS } from "@/lib/model/dataset";
import { snakeCase } from "./csv";
import type { OpenApiDocument } from "./openapi";

/** A parameter, column or key, as the reference for people prints it. */
export interface ReferenceField {
  name: string;
  /** Column in CSV where it differs from the key in JSON. */
  csvName: string | null;
  /** Such as `day`, `whole number or null`, `json or csv`. */
  type: string;
  description: string;
  example: string | null;
}

/** One operation: what to ask for and what may be said with it. */
export interface ReferenceOperation {
  id: string;
  path: string;
  title: string;
  /** Markdown as OpenAPI has it: paragraphs, bold, code. */
  description: string;
  parameters: ReferenceField[];
}

/** A dataset's operation; parameters and columns are those that not every dataset has. */
export interface ReferenceDataset extends ReferenceOperation {
  columns: ReferenceField[];
  /** Dates and rows as the catalogue has them; no rows: nothing is published yet. */
  rows: number;
  undatedRows: number;
  firstDate: string | null;
  lastDate: string | null;
  /** Page for people. */
  page: string;
}

/** The OpenAPI document in the order in which people read it. */
export interface ApiReference {
  version: string;
  description: string;
  datasets: ReferenceDataset[];
  others: ReferenceOperation[];
  commonParameters: ReferenceField[];
  commonColumns: ReferenceField[];
  /** Keys of a dataset answer's `meta` and `links`, and of a problem. */
  meta: ReferenceField[];
  links: ReferenceField[];
  problem: ReferenceField[];
}

interface Schema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  format?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown | undefined;
  anyOf?: Schema[] | undefined;
  items?: Schema | undefined;
  properties?: Record<string, Schema> | undefined;
  description?: string | undefined;
}
const Schema: z.ZodType<Schema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  description: z.string().optional(),
  get anyOf() {
    return z.array(Schema).optional();
  },
  get items() {
    return Schema.optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
});

const ParameterObject = z.object({
  name: z.string(),
  in: z.enum(["query", "path"]),
  description: z.string(),
  example: z.unknown(),
  schema: Schema,
});
type ParameterObject = z.infer<typeof ParameterObject>;
const Answer = z.object({
  content: z.object({
    "application/json": z.object({ schema: Schema, example: z.unknown().optional() }),
  }),
});
const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  parameters: z.array(z.union([z.object({ $ref: z.string() }), ParameterObject])).default([]),
  responses: z.object({ "200": Answer }),
});
const Document = z.object({
  info: z.object({ version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.object({ get: Operation })),
  components: z.object({
    schemas: z.record(z.string(), Schema),
    parameters: z.record(z.string(), ParameterObject),
  }),
});
const Catalogue = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      rows: z.int(),
      undatedRows: z.int(),
      firstDate: z.string().nullable(),
      lastDate: z.string().nullable(),
      links: z.object({ page: z.string() }),
    }),
  ),
});

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf("/") + 1);
const WORDS: Record<string, string> = { integer: "whole number", string: "text" };

/** A schema's type in a few words. */
function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.$ref !== undefined) return "object";
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return schema.enum.join(" or ");
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type })).join(" or ");
  if (schema.type === "null") return "null";
  if (schema.format === "date") return "day";
  if (schema.format === "date-time") return "time";
  if (schema.type === "array" && schema.items?.enum !== undefined)
    return `list of ${schema.items.enum.join(", ")}`;
  if (schema.type === "array") return `list of ${plural(typeOf(schema.items ?? {}))}`;
  return WORDS[schema.type ?? ""] ?? schema.type ?? "any";
}
const plural = (type: string) => (/^(whole number|object|day)$/.test(type) ? `${type}s` : type);

const isText = (value: unknown): value is string | number =>
  typeof value === "string" || typeof value === "number";

function parameterField({ name, schema, description, example }: ParameterObject): ReferenceField {
  const [one] = Array.isArray(example) ? (example as unknown[]) : [example];
  return {
    name,
    csvName: null,
    type: schema.type === "array" ? `${typeOf(schema.items ?? {})}, repeatable` : typeOf(schema),
    description,
    example: isText(one) ? `${name}=${one}` : null,
  };
}

/** Every key of an object's schema; a key that refers to a schema is described there. */
const fieldsOf = (
  { properties = {} }: Schema,
  schemas: Readonly<Record<string, Schema>>,
): ReferenceField[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    csvName: snakeCase(name) === name ? null : snakeCase(name),
    type: typeOf(schema),
    description: schema.description ?? schemas[nameOf(schema.$ref ?? "")]?.description ?? "",
    example: null,
  }));

/** Reads the OpenAPI document into what the page for people shows; throws if it is no document of ours. */
export function apiReference(document: OpenApiDocument): ApiReference {
  const { info, paths, components } = Document.parse(document);
  const operations = Object.entries(paths).map(([path, { get }]) => ({ path, ...get }));
  const catalogue = operations.find(({ operationId }) => operationId === "index");
  const listed = new Map(
    Catalogue.parse(catalogue?.responses[200].content["application/json"].example).data.map(
      (one) => [one.id, one],
    ),
  );
  const fields = (name: string) => fieldsOf(components.schemas[name] ?? {}, components.schemas);
  const described = ({ operationId, path, summary, description }: (typeof operations)[number]) => ({
    ...{ id: operationId, path, title: summary, description },
  });
  const isCommon = ({ name }: ReferenceField) => name in COMMON_COLUMNS;
  const rowFields = ({ responses }: (typeof operations)[number]) => {
    const { data } = responses[200].content["application/json"].schema.properties ?? {};
    return fields(nameOf(data?.items?.$ref ?? ""));
  };
  const own = ({ parameters }: (typeof operations)[number]) =>
    parameters.flatMap((one) => ("name" in one ? [parameterField(one)] : []));
  const all = ({ parameters }: (typeof operations)[number]) =>
    parameters.flatMap((one) => {
      const found = "name" in one ? one : components.parameters[nameOf(one.$ref)];
      return found === undefined ? [] : [parameterField(found)];
    });
  const ofDatasets = operations.filter(({ tags }) => tags.includes("Datasets"));
  const [first] = ofDatasets;
  return {
    ...info,
    datasets: ofDatasets.map((operation) => {
      const {
        rows = 0,
        undatedRows = 0,
        firstDate = null,
        lastDate = null,
        links,
      } = listed.get(operation.operationId) ?? {};
      return {
        ...described(operation),
        parameters: own(operation),
        columns: rowFields(operation).filter((field) => !isCommon(field)),
        ...{ rows, undatedRows, firstDate, lastDate, page: links?.page ?? "/" },
      };
    }),
    others: operations
      .filter(({ tags }) => !tags.includes("Datasets"))
      .map((operation) => ({ ...described(operation), parameters: all(operation) })),
    commonParameters:
      first === undefined
        ? []
        : all(first).filter(({ name }) => !own(first).some((one) => one.name === name)),
    commonColumns: first === undefined ? [] : rowFields(first).filter(isCommon),
    meta: fields("DatasetMeta"),
    links: fields("DatasetLinks"),
    problem: fields("Problem"),
  };
}
