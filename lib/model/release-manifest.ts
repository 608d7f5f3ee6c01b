import { z } from "zod";
import { IsoDate } from "./calendar";
import { GateOutcome, GateOverride } from "./survey-gates";
import { INPUT_KINDS } from "./survey-input";

const count = z.int().min(0);

/** A list of names that a run rests on. */
export const ManifestInput = z
  .object({
    source: z.string(),
    kind: z.enum(INPUT_KINDS),
    dataAt: z.iso.datetime().nullable(),
    sha256: z.string().nullable().meta({ description: "Of the file as it came" }),
    sizeBytes: count.nullable(),
    names: count.nullable(),
    withDs: count.nullable().meta({ description: "null: the source says nothing of DS" }),
  })
  .meta({ id: "ManifestInput", description: "A list of names that a run rests on" });
export type ManifestInput = z.infer<typeof ManifestInput>;

/** Why a release stands in a later revision than its first, and where that is told at length. */
export const Erratum = z.object({ why: z.string(), url: z.url({ protocol: /^https?$/ }) });
export type Erratum = z.infer<typeof Erratum>;

/** Everything that our own survey's release was made with; it never changes. */
export const ReleaseManifest = z
  .object({
    run: z.int(),
    day: IsoDate,
    methodVersion: z.string(),
    program: z.string().meta({ description: "Name and version of the program that published" }),
    resolvers: z.array(z.string()).meta({ description: "Validating resolvers that were asked" }),
    trustAnchors: z.array(z.string()).meta({ description: "DS or DNSKEY records trusted" }),
    publicSuffixLists: z.array(z.string()),
    geoip: z.string().nullable().meta({ description: "GeoIP database and its date" }),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    inputs: z.array(ManifestInput),
    counts: z.record(z.string(), z.number()),
    gates: z.array(GateOutcome),
    flagged: z.boolean().meta({ description: "Whether a gate had something to say" }),
    override: GateOverride.nullable().meta({
      description: "Who published it although a gate held, and why",
    }),
    erratum: Erratum.nullable().meta({ description: "Why this revision replaces the one before" }),
  })
  .meta({ id: "ReleaseManifest", description: "What a release of our own survey was made with" });
export type ReleaseManifest = z.infer<typeof ReleaseManifest>;
