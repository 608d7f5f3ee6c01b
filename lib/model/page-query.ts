import { z } from "zod";
import { IsoDate, IsoMonth } from "./calendar";
import { CheckRefusalCode } from "./check-refusals";
import { HostFault } from "./host-faults";
import { OPT_OUT_SAYING_CODES } from "./opt-out";
import { TOKEN, WATCH_SAYING_CODES } from "./watch";

const Order = z.enum(["asc", "desc"]);
const ReleaseId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,63}$/, "expected the id of a release, as /releases lists them");
/** A filter that a visitor types; compared, never interpreted. */
const Filter = z.string().max(64, "expected at most 64 characters");
/** A name that a visitor types. */
const Typed = z.string().max(300, "expected at most 300 characters").default("");
/** The secret in a link of a mail. Whether it works is for its button to find out. */
const LinkToken = z.string().regex(TOKEN, "expected the link as it stands in the mail").default("");
/** A day or a month: a month means its first day as a start and its last as an end. */
const DayOrMonth = z.union([IsoDate, IsoMonth], "expected a day (YYYY-MM-DD) or a month (YYYY-MM)");

export const CHART_SCALES = ["linear", "log", "indexed"] as const;
export const TLD_SORTS = ["tld", "dnssec", "share", "earlier", "dane", "breakage"] as const;
export const PROVIDER_SORTS = ["provider", "domains", "most", "lists", "first", "last"] as const;

/** Lines that a chart can tell apart. */
export const MOST_COMPARED = 6;
/** Series that a period of theirs can be compared with the one before. */
export const COMPARED_DATASETS = ["dane-domains", "dnssec-domains", "dane-share"] as const;

/** Names as a form has them, in one field, or repeated as an address has them. */
const Names = z
  .preprocess(
    (given) => [
      ...new Set(
        [given]
          .flat()
          .flatMap((text) =>
            String(text)
              .toLowerCase()
              .split(/[\s,]+/),
          )
          .filter((name) => name !== ""),
      ),
    ],
    z
      .array(z.string().max(253, "expected names of at most 253 characters"))
      .max(MOST_COMPARED, `expected at most ${MOST_COMPARED} names`),
  )
  .default([]);

/** Whether a range that begins and ends somewhere has a day in it; months are whole. */
const isRange = ({ start, end }: { start?: string | undefined; end?: string | undefined }) =>
  start === undefined || end === undefined || start.slice(0, end.length) <= end;
const NO_RANGE = { path: ["start"], message: "expected a day or month that is not after the end" };

const Comparison = z
  .strictObject({
    tld: Names,
    provider: Names,
    /** For one provider or none: a period is compared with the one before. */
    against: z.literal("before", "expected before").optional(),
    dataset: z.enum(COMPARED_DATASETS).default("dane-domains"),
    start: DayOrMonth.optional(),
    end: DayOrMonth.optional(),
    scale: z.enum(CHART_SCALES).default("linear"),
  })
  .refine(({ tld, provider }) => tld.length === 0 || provider.length === 0, {
    path: ["tld"],
    message: "expected TLDs or providers, not both",
  })
  .refine(
    ({ tld, provider, against }) => against === undefined || tld.length + provider.length < 2,
    {
      path: ["against"],
      message: "expected at most one provider: a period is that of one series",
    },
  )
  .refine(isRange, NO_RANGE);

/** The state that pages keep in their address, by page; a page that is not named takes none. */
export const PAGE_QUERIES = {
  "/trends": z
    .strictObject({
      start: DayOrMonth.optional(),
      end: DayOrMonth.optional(),
      scale: z.enum(CHART_SCALES).default("linear"),
    })
    .refine(isRange, NO_RANGE),
  "/tlds": z.strictObject({
    sort: z.enum(TLD_SORTS).default("dnssec"),
    order: Order.optional(),
    q: Filter.default(""),
  }),
  "/providers": z.strictObject({
    list: ReleaseId.optional(),
    sort: z.enum(PROVIDER_SORTS).default("domains"),
    order: Order.optional(),
    q: Filter.default(""),
  }),
  "/problems": z.strictObject({ fault: HostFault.optional() }),
  "/compare": Comparison,
  "/why": z.strictObject({ from: ReleaseId.optional(), to: ReleaseId.optional() }),
  "/geoip": z.strictObject({ release: ReleaseId.optional() }),
  // Where a form that asked for a check leads back to when it was refused.
  "/check": z.strictObject({
    domain: Typed,
    refused: CheckRefusalCode.optional(),
    wait: z
      .string()
      .regex(/^\d{1,6}$/, "expected seconds")
      .optional(),
  }),
  "/opt-out": z.strictObject({
    target: Typed,
    said: z.enum(OPT_OUT_SAYING_CODES).optional(),
  }),
  "/opt-out/confirm": z.strictObject({ token: LinkToken }),
  "/watch": z.strictObject({ said: z.enum(WATCH_SAYING_CODES).optional() }),
  "/watch/enter": z.strictObject({ token: LinkToken }),
  "/watch/proof": z.strictObject({ token: LinkToken }),
  "/watch/stop": z.strictObject({ token: LinkToken }),
  "/problems/incidents/stop": z.strictObject({
    token: LinkToken,
    said: z.enum(["stopped", "link_over"]).optional(),
  }),
  "/guide": z.strictObject({ domain: Typed }),
  "/well-known": z.strictObject({ q: Filter.default("") }),
  "/search": z.strictObject({ q: Filter.default("") }),
} as const;

export type PagePath = keyof typeof PAGE_QUERIES;
export type PageQuery<P extends PagePath> = z.output<(typeof PAGE_QUERIES)[P]>;

/** What is wrong with one parameter, and what would have been right. */
export interface QueryProblem {
  parameter: string;
  detail: string;
}

export type QueryParameters = Readonly<Record<string, string | string[] | undefined>>;

const none = z.strictObject({});

/** Parameters that other sites append to links; they are dropped, not refused. */
export const isTrackingParameter = (name: string): boolean =>
  /^(utm_[a-z]+|fbclid|gclid|msclkid|mc_[ce]id|igshid|ref)$/.test(name);

/** Parses a page's query. An empty value counts as absent: forms send their empty fields. */
export function parsePageQuery<P extends PagePath>(
  page: P,
  parameters: QueryParameters,
): { ok: true; value: PageQuery<P> } | { ok: false; error: QueryProblem[] } {
  const given = Object.entries(parameters).filter(
    ([name, value]) => value !== undefined && value !== "" && !isTrackingParameter(name),
  );
  const schema: z.ZodType = PAGE_QUERIES[page] ?? none;
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return { ok: true, value: parsed.data as PageQuery<P> };
  const valid = Object.keys((PAGE_QUERIES[page] ?? none).shape);
  return { ok: false, error: parsed.error.issues.flatMap((issue) => problemsOf(issue, valid)) };
}

function problemsOf(issue: z.core.$ZodIssue, valid: readonly string[]): QueryProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known =
      valid.length === 0 ? "this page takes no parameters" : `this page takes ${valid.join(", ")}`;
    return issue.keys.map((parameter) => ({ parameter, detail: `unknown parameter; ${known}` }));
  }
  const parameter = String(issue.path[0] ?? "");
  if (issue.code === "invalid_value") {
    return [{ parameter, detail: `expected one of ${issue.values.map(String).join(", ")}` }];
  }
  if (issue.code === "invalid_type") return [{ parameter, detail: "expected to be given once" }];
  return [{ parameter, detail: issue.message }];
}
