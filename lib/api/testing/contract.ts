import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parseCsv } from "./parse-csv";

/** An answer of the API, however it was got. */
export interface Got {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}
/** Asks for a path with its query. */
export type Ask = (path: string) => Promise<Got>;

/** What the contract test found: how many calls were made, and each thing that was wrong. */
export interface ContractReport {
  calls: number;
  operations: number;
  faults: string[];
}

interface ParameterObject {
  name: string;
  in: "query" | "path";
  required?: boolean;
  example: unknown;
  schema: {
    type?: string;
    enum?: unknown[];
    format?: string;
    pattern?: string;
    items?: ParameterObject["schema"];
  };
}
interface Operation {
  operationId: string;
  tags: string[];
  parameters?: (ParameterObject | { $ref: string })[];
  responses: Record<string, { content?: Record<string, { schema: unknown }> }>;
}
type Document = Record<string, unknown> & {
  paths: Record<string, { get?: Operation; post?: Operation }>;
};

const pointer = (...parts: string[]) =>
  parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");

/** Forbids keys that the document does not name: clients may see new ones, this test must know them. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  return entries.type === "object" &&
    entries.properties !== undefined &&
    entries.additionalProperties === undefined
    ? { ...entries, additionalProperties: false }
    : entries;
}

/** A value that the parameter cannot take. */
function wrongValue({ type, enum: words, format, items }: ParameterObject["schema"]): string {
  if (type === "array" && items !== undefined) return wrongValue(items);
  if (words !== undefined) return "no-such-word";
  if (type === "integer") return "-1";
  if (format === "date") return "2023-02-30";
  return "\u0001".repeat(3);
}

type Query = readonly (readonly [string, string])[];
const withQuery = (path: string, query: Query) =>
  `${path}${query.length === 0 ? "" : `?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`}`;

/**
 * Calls every operation of the OpenAPI document with each of its parameters, right and wrong, and
 * checks each answer against the document.
 *
 * Operations that take something, and streams, have tests of their own.
 *
 * @param controlCharacters false where a server in front refuses them before the API sees them.
 * @param check a check that is kept and done; without one its operations have to answer 404.
 * @param surveyed a domain that the survey knows; likewise.
 */
export async function checkContract(
  ask: Ask,
  {
    controlCharacters = true,
    check,
    surveyed,
  }: {
    controlCharacters?: boolean;
    check?: { id: string; domain: string };
    surveyed?: string;
  } = {},
): Promise<ContractReport> {
  const report: ContractReport = { calls: 0, operations: 0, faults: [] };
  const call = async (path: string): Promise<Got> => {
    report.calls += 1;
    return ask(path);
  };
  const document = JSON.parse((await call("/api/v1/openapi.json")).body) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addSchema(closed(document) as object, "document");
  const compiled = new Map<string, ValidateFunction>();
  const validator = (place: string): ValidateFunction => {
    const made = compiled.get(place) ?? ajv.compile({ $ref: `document#/${place}` });
    compiled.set(place, made);
    return made;
  };
  const problem = validator(pointer("components", "schemas", "Problem"));

  const expectProblem = async (path: string, status: number, parameter: string | null) => {
    const got = await call(path);
    const say = (what: string) => report.faults.push(`${path}: ${what}`);
    if (got.status !== status) return say(`status ${got.status}, not ${status}`);
    if (!got.headers["content-type"]?.startsWith("application/problem+json"))
      return say(`type ${got.headers["content-type"]}`);
    const body = JSON.parse(got.body) as { status: number; errors?: { parameter: string }[] };
    if (!problem(body)) return say(ajv.errorsText(problem.errors));
    if (body.status !== status) return say(`the body says ${body.status}`);
    if (parameter !== null && !body.errors?.some((one) => one.parameter === parameter))
      return say(`does not name ${parameter}`);
  };
  const expectJson = async (path: string, template: string): Promise<Record<string, never>> => {
    const got = await call(path);
    const say = (what: string) => report.faults.push(`${path}: ${what}`);
    if (got.status !== 200) say(`status ${got.status}`);
    if (!got.headers["content-type"]?.startsWith("application/json"))
      say(`type ${got.headers["content-type"]}`);
    const body = JSON.parse(got.body);
    const place = [
      "paths",
      template,
      "get",
      "responses",
      "200",
      "content",
      "application/json",
      "schema",
    ];
    const valid = validator(pointer(...place));
    if (!valid(body)) say(ajv.errorsText(valid.errors));
    return body;
  };
  const expectCsv = async (path: string, rows: number, columns: string | undefined) => {
    const got = await call(path);
    const say = (what: string) => report.faults.push(`${path}: ${what}`);
    if (got.status !== 200) return say(`status ${got.status}`);
    if (!got.headers["content-type"]?.startsWith("text/csv"))
      say(`type ${got.headers["content-type"]}`);
    const [header = [], ...lines] = parseCsv(got.body);
    if (columns !== undefined && header.join(", ") !== columns) say(`columns ${header.join(", ")}`);
    if (lines.length !== rows) say(`${lines.length} rows, JSON has ${rows}`);
    if (lines.some((line) => line.length !== header.length)) say("a row of another length");
  };

  const parameterOf = (one: ParameterObject | { $ref: string }): ParameterObject =>
    "$ref" in one
      ? (one.$ref
          .slice(2)
          .split("/")
          .reduce<unknown>(
            (at, key) => (at as Record<string, unknown>)[key],
            document,
          ) as ParameterObject)
      : one;

  const known = (await expectJson("/api/v1/releases", "/api/v1/releases")) as unknown as {
    data: { id: string; revision: number }[];
  };
  for (const [template, { get: operation }] of Object.entries(document.paths)) {
    report.operations += 1;
    if (operation === undefined) continue;
    const isOfCheck = operation.tags.includes("Checks");
    const isOfDomain = operation.tags.includes("Domains");
    const given: Record<string, string | undefined> = isOfCheck
      ? { ...check }
      : { domain: surveyed };
    const parameters = (operation.parameters ?? []).map(parameterOf);
    const path = parameters
      .filter((one) => one.in === "path")
      .reduce(
        (at, { name, example }) => at.replace(`{${name}}`, given[name] ?? String(example)),
        template,
      );
    const isUnknown = isOfCheck ? check === undefined : isOfDomain && surveyed === undefined;
    if (isUnknown) await expectProblem(path, 404, null);
    if (isUnknown || template.endsWith("/events")) continue;
    const queried = parameters.filter((one) => one.in === "query");
    const takes = (name: string) => queried.some((one) => one.name === name);
    const text = (example: unknown) => String(Array.isArray(example) ? example[0] : example);

    const needed = queried
      .filter(({ required }) => required)
      .map(({ name, example }) => [name, text(example)] as const);
    /** With what the question cannot be without, unless it is given. */
    const asked = (query: Query) =>
      withQuery(path, [
        ...needed.filter(([name]) => !query.some(([given]) => given === name)),
        ...query,
      ]);
    const body = (await expectJson(asked([]), template)) as unknown as { data?: unknown[] };
    for (const [name] of needed) await expectProblem(path, 400, name);
    await expectProblem(asked([["nonsense", "1"]]), 400, "nonsense");
    if (template.includes("{"))
      await expectProblem(template.replace(/\{\w+\}/, "no-such-name"), 404, null);

    const csv = operation.responses["200"]?.content?.["text/csv"]?.schema as
      | { description?: string }
      | undefined;
    if (csv !== undefined) {
      const rows = body.data?.length ?? 0;
      const columns = csv.description?.replace(/^Columns: /, "");
      await expectCsv(`${path}.csv`, rows, columns);
      await expectCsv(withQuery(path, [["format", "csv"]]), rows, columns);
      await expectJson(`${path}.json`, template);
      await expectProblem(`${path}.csv?format=json`, 400, "format");
    }
    for (const { name, schema, example } of queried) {
      const right: [string, string][] = [[name, text(example)]];
      if (name === "revision" && takes("release"))
        right.push(["release", known.data.find(({ id }) => id === "2023-12")?.id ?? ""]);
      if (name === "cursor") continue;
      if (name !== "format") await expectJson(asked(right), template);
      const wrong = wrongValue(schema);
      if (controlCharacters || !wrong.includes("\u0001"))
        await expectProblem(asked([[name, wrong]]), 400, name);
      await expectProblem(asked([[name, ""]]), 400, name);
      if (schema.type === "array") await expectJson(asked([...right, ...right]), template);
      else await expectProblem(asked([...right, ...right]), 400, name);
    }
    if (takes("cursor")) {
      await expectProblem(withQuery(path, [["cursor", "bm90IG9uZQ"]]), 400, "cursor");
      const pages: unknown[] = [];
      let next: string | null = withQuery(path, [
        ["limit", String(Math.max(1, Math.ceil((body.data?.length ?? 0) / 3)))],
      ]);
      while (next !== null) {
        const page = (await expectJson(next, template)) as unknown as {
          data: unknown[];
          links: { next: string | null };
        };
        pages.push(...page.data);
        const url: URL | null = page.links.next === null ? null : new URL(page.links.next);
        next = url === null ? null : url.pathname + url.search;
      }
      if (JSON.stringify(pages) !== JSON.stringify(body.data))
        report.faults.push(`${path}: the pages together are not the whole`);
    }
    if (takes("asOf")) {
      await expectProblem(`${path}?asOf=2022-01-01&start=2021-01-01`, 400, "asOf");
      await expectProblem(`${path}?range=30d&start=2021-01-01`, 400, "range");
      await expectProblem(`${path}?start=2022-01-01&end=2021-01-01`, 400, "start");
      await expectProblem(`${path}?revision=1`, 400, "revision");
      await expectProblem(`${path}?release=2023-12&revision=999`, 404, null);
    }
    if (takes("tld")) await expectProblem(`${path}?tld=qqqq`, 404, "tld");
  }
  await expectProblem("/api/v1/no-such-dataset", 404, null);
  await expectProblem("/api/v1/dane-domains/nothing", 404, null);
  await expectProblem("/api/v1/dane-domains/meta/more", 404, null);
  return report;
}
