import { err, ok, type Result } from "@/lib/result";
import type { CheckIo } from "@/lib/verifier/check-io";
import type { Presented } from "@/lib/verifier/tlsa/matching";
import { readCertificate } from "@/lib/verifier/x509/certificate";
import { readSmallFile } from "../command-line/option-values";
import { type KeyMaterial, readKeyMaterial } from "./key-material";

/** What a task comes to: an exit status, and what to print in either form. */
export type Outcome = { status: 0 | 1 | 3 | 4; text: string; json: unknown };

/** What a task needs from outside. */
export type TaskIo = { io: CheckIo; signal: AbortSignal; now: () => number };

const MAX_KEY_FILE_OCTETS = 1_000_000;

/** Certificates or a key from a file, with what is wrong in a sentence. */
export async function materialIn(file: string): Promise<Result<KeyMaterial, string>> {
  const content = await readSmallFile(file, MAX_KEY_FILE_OCTETS);
  if (!content.ok) return content;
  const material = readKeyMaterial(content.value);
  return material.ok ? material : err(`${file} ${material.error}`);
}

/** A file's certificates or key as one chain to make records from. */
export async function chainIn(file: string): Promise<Result<Presented[], string>> {
  const material = await materialIn(file);
  if (!material.ok) return material;
  if (material.value.kind === "key")
    return ok([{ der: Buffer.alloc(0), spki: material.value.spki }]);
  return ok(readable(material.value.chain));
}

/** The certificates of a chain that can be read. */
export const readable = (chain: readonly Buffer[]): Presented[] =>
  chain.flatMap((der) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
