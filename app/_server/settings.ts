import "server-only";
import { type Env, processEnv } from "@/lib/env";

let settings: Env | undefined;

/** The settings of this process; they were validated when it started. */
export function siteSettings(): Env {
  if (settings === undefined) {
    const read = processEnv();
    if (!read.ok) throw new Error(read.error.map(({ message }) => message).join(" "));
    settings = read.value;
  }
  return settings;
}
