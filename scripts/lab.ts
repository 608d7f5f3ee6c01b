import { PUBLIC_ADDRESSES } from "@/lab/addresses";
import { type BulkLab, type BulkOptions, startBulkLab } from "@/lab/bulk/start-bulk";
import { furnishNamespace, runInNamespace, runThrough } from "@/lab/namespace";
import { ensurePrograms } from "@/lab/programs";
import { type Lab, type LabOptions, startLab } from "@/lab/start";
import { parseLabArguments } from "./lab/arguments";
import { bulkIntroduction } from "./lab/bulk-introduction";
import { introduction } from "./lab/introduction";
import { createLife } from "./start/life";

// `npm run lab`: real DNS and mail servers on loopback until Ctrl-C. With `--namespace` in a network
// of their own, on ports 53 and 25, for as long as a command or a shell in there runs.
const chosen = parseLabArguments(process.argv.slice(2));
if (!chosen.ok) {
  console.error(chosen.error);
  process.exit(2);
}
const { where, command, dnsPort, smtpPort, bulk } = chosen.value;
const life = createLife();
const missing = where === "inside" ? null : await ensurePrograms((line) => console.log(line));
if (missing !== null) await life.fail({ code: "program_missing", message: missing });
if (where === "loopback") await onLoopback();
else if (where === "namespace")
  await through(["scripts/lab.ts", ...bulkArguments(), "--inside", "--", ...command]);
else await inside();

async function started(options: LabOptions): Promise<Lab> {
  try {
    const lab = await startLab(options);
    life.onEnd(lab.close);
    return lab;
  } catch (cause) {
    return life.fail({ code: "lab_failed", message: `The lab does not start: ${String(cause)}` });
  }
}

async function startedBulk(options: BulkOptions): Promise<BulkLab> {
  try {
    const lab = await startBulkLab(options);
    life.onEnd(lab.close);
    return lab;
  } catch (cause) {
    return life.fail({ code: "lab_failed", message: `The lab does not start: ${String(cause)}` });
  }
}

function bulkArguments(): string[] {
  return bulk === null ? [] : ["--bulk", String(bulk.domains), "--seed", String(bulk.seed)];
}

async function onLoopback(): Promise<void> {
  const ports = { dnsPort, smtpPort };
  const text =
    bulk === null
      ? introduction(await started(ports), false)
      : bulkIntroduction(await startedBulk({ ...bulk, ...ports }), false);
  console.log(text);
}

/** The same program again, in the namespace. */
async function through(args: readonly string[]): Promise<void> {
  const status = await runInNamespace(args);
  if (typeof status === "number") return life.end(status);
  return life.fail({ code: "no_namespace", message: status });
}

async function inside(): Promise<void> {
  const undo = furnishNamespace();
  life.onEnd(async () => undo());
  const { text, variables } = await startedInside();
  const [program = "sh", ...args] = command;
  if (command.length === 0) console.log(text);
  const status = await runThrough(program, args, variables);
  if (typeof status === "number") return life.end(status);
  return life.fail({ code: "command_failed", message: `${program}: ${status}` });
}

/** The lab in the namespace: what to say of it, and what commands in there are told. */
async function startedInside(): Promise<{ text: string; variables: Record<string, string> }> {
  const options = { addresses: PUBLIC_ADDRESSES, dnsPort: 53, smtpPort: 25 };
  const variables = ({ resolver, trustAnchorFile }: Lab | BulkLab) => ({
    LAB_RESOLVER: resolver.address,
    LAB_TRUST_ANCHOR: trustAnchorFile,
  });
  if (bulk === null) {
    const lab = await started(options);
    return { text: introduction(lab, true), variables: variables(lab) };
  }
  const lab = await startedBulk({ ...bulk, ...options });
  const inputs = { LAB_INPUTS: lab.inputs.join(" ") };
  return { text: bulkIntroduction(lab, true), variables: { ...variables(lab), ...inputs } };
}
