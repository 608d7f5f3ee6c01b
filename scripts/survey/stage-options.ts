import { err, ok, type Result } from "@/lib/result";
import { parseArguments } from "@/scripts/command-line/parse";

/** The stages in their order. */
export const STAGES = ["import", "scan", "aggregate", "publish", "export"] as const;
export type Stage = (typeof STAGES)[number];
/** What a schedule runs: the stages, and what goes on beside them. */
export type Program = Stage | "reprobe";

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Options of `survey run`, each handed to the stages that know it. */
const OPTIONS = {
  czds: { ...text, stages: ["import"] },
  kind: { ...text, stages: ["import"] },
  column: { ...text, stages: ["import"] },
  zone: { ...text, stages: ["import"] },
  name: { ...text, stages: ["import"] },
  "any-size": { ...flag, stages: ["import"] },
  resolver: { ...text, stages: ["scan", "reprobe"] },
  hours: { ...text, stages: ["scan"] },
  batch: { ...text, stages: ["scan"] },
  "at-once": { ...text, stages: ["scan"] },
  canaries: { ...text, stages: ["scan"] },
  role: { ...text, stages: ["scan"] },
  again: { ...flag, stages: ["scan"] },
  geoip: { ...text, stages: ["aggregate"] },
  moduli: { ...text, stages: ["aggregate"] },
  "trust-anchor": { ...text, stages: ["scan", "publish", "reprobe"] },
  "smtp-port": { ...text, stages: ["scan", "publish", "reprobe"] },
  "second-resolver": { ...text, stages: ["publish"] },
  snapshots: { ...text, stages: ["export"] },
} as const satisfies Record<string, { type: "string" | "boolean"; stages: readonly Program[] }>;

/** The options in words, for `--help`. */
export const RUN_OPTIONS = `Files, folders and https addresses go to import, as do --czds, --kind, --column, --zone, --name and --any-size; without
any of them the candidates of the last import are scanned. --resolver, --hours, --batch, --at-once,
--canaries, --role, --again, --trust-anchor and --smtp-port go to scan, --geoip and --moduli to aggregate, --second-resolver to publish,
--snapshots to export.`;

/** What each stage is run with; null for one that is left out. */
export type StageArguments = Readonly<Record<Program, readonly string[] | null>>;

/** Hands what was typed to the stages; an error is one sentence. */
export function stageArguments(args: readonly string[]): Result<StageArguments, string> {
  const parsed = parseArguments(args, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const of = (stage: Program): string[] =>
    Object.entries(OPTIONS).flatMap(([name, { stages }]) => {
      const value = (values as Record<string, string | boolean | undefined>)[name];
      if (value === undefined || !(stages as readonly Program[]).includes(stage)) return [];
      return typeof value === "string" ? [`--${name}=${value}`] : [`--${name}`];
    });
  if (values.role === "worker")
    return err("A worker does one stage only: `survey scan --role worker`.");
  const imports = [...of("import"), ...positionals];
  if (imports.length > 0 && positionals.length === 0 && values.czds === undefined)
    return err("The options of import need a file, a folder, an https address or --czds.");
  return ok({
    import: imports.length === 0 ? null : imports,
    scan: of("scan"),
    aggregate: of("aggregate"),
    publish: of("publish"),
    export: of("export"),
    reprobe: of("reprobe"),
  });
}
