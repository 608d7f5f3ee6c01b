import { z } from "zod";
import { IsoDate } from "./calendar";
import type { ReleaseDraft } from "./release";
import { INPUT_KINDS } from "./survey-input";

/** What the survey's third stage hands to the fourth: figures, and what they are checked by. */

const count = z.int().min(0);
const instant = z.iso.datetime({ offset: true });

/** One list of names that the surveyed domains were taken from, as it was imported. */
export const DraftSource = z.object({
  source: z.string(),
  kind: z.enum(INPUT_KINDS),
  /** Path or address, without anything secret. */
  location: z.string(),
  /** Of the file as it came, in hexadecimal. */
  sha256: z.string().nullable(),
  sizeBytes: count.nullable(),
  /** When the content was true: Last-Modified, or the file's own time. */
  dataAt: instant.nullable(),
  importedAt: instant,
  /** Package, version and date of the list that names were reduced by. */
  publicSuffixList: z.string(),
  names: count.nullable(),
  /** Null where the source says nothing of DS. */
  withDs: count.nullable(),
});
export type DraftSource = z.infer<typeof DraftSource>;

/** The database that countries of addresses were read from. */
export const GeoipInput = z.object({
  file: z.string().meta({ description: "Its name, without its folder" }),
  type: z.string(),
  builtAt: instant,
  sha256: z.string(),
});
export type GeoipInput = z.infer<typeof GeoipInput>;

/** A part of the manifest: everything that went into the figures. */
export const DraftInputs = z.object({
  run: z.object({
    id: z.int(),
    day: IsoDate,
    startedAt: instant,
    finishedAt: instant,
    /** The version of the rules by which the scan judged. */
    methodVersion: z.string(),
  }),
  /** Names in the pool, by what the inputs say of DS. */
  candidates: z.object({ seen: count, notSeen: count, unknown: count }),
  sources: z.array(DraftSource),
  /** Null: countries are not known. */
  geoip: GeoipInput.nullable(),
});
export type DraftInputs = z.infer<typeof DraftInputs>;

/** Signed domains under one TLD: `signed` = `before` + `added` − `removed`, or the counts are wrong. */
export const TldFlow = z.object({
  tld: z.string(),
  signed: count,
  /** At the base; null without one. */
  before: count.nullable(),
  /** Rows of the change log since the base; all of them without one. */
  added: count,
  removed: count,
});
export type TldFlow = z.infer<typeof TldFlow>;

/**
 * DANE domains (the headline count) of one provider, now and at the base. They need not add up: a host
 * may have come to lie in another zone.
 */
export const ProviderFlow = z.object({
  provider: z.string(),
  dane: count,
  /** Null without a base, and where the base does not list the provider. */
  before: count.nullable(),
  gained: count,
  lost: count,
});
export type ProviderFlow = z.infer<typeof ProviderFlow>;

/** Another part of the manifest: what the gates compare. */
export const DraftCounts = z.object({
  /** The run of the release before, which changes are counted from; null for the first. */
  base: z.object({ run: z.int(), day: IsoDate, release: z.string() }).nullable(),
  /** Each total with its own `before`, `added` and `removed` (`gained`, `lost`). */
  signed: TldFlow.omit({ tld: true }),
  dane: ProviderFlow.omit({ provider: true }),
  byTld: z.array(TldFlow),
  /** Providers with domains now or at the base; the largest only, see `PROVIDER_ROWS`. */
  byProvider: z.array(ProviderFlow),
  /** Signed domains by what this run could tell of them; they add up to `signed.signed`. */
  answers: z.object({ definitive: count, carried: count, undetermined: count }),
  /**
   * Of the base's signed domains, how many this run has a definitive answer on, "no longer signed"
   * included; null without a base.
   */
  answeredOfBase: z.object({ of: count, answered: count }).nullable(),
  /** Batches of the run, and those that were applied. */
  batches: z.object({ made: count, done: count }),
});
export type DraftCounts = z.infer<typeof DraftCounts>;

/** A release that is computed, and not checked or published yet. */
export type ComputedDraft = {
  run: number;
  /** Version of the program's own counting rules and the verifier's. */
  methodVersion: string;
  /** When the figures were computed. */
  computedAt: string;
  draft: ReleaseDraft;
  counts: DraftCounts;
  inputs: DraftInputs;
  /** When publishing made a release of it; null until then. */
  publishedAt: string | null;
};
