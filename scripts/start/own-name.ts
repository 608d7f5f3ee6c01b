import { hostname } from "node:os";
import type { Env } from "@/lib/env";

/**
 * Our name in EHLO. A mail server that looks us up should find this site, and there who probes
 * (RFC 9511 §4); a machine without a public name says its own.
 */
export function ehloNameOf({ ehloName, publicUrl }: Pick<Env, "ehloName" | "publicUrl">): string {
  if (ehloName !== undefined) return ehloName;
  const { hostname: host } = new URL(publicUrl);
  return /[a-z]/i.test(host) && host.includes(".") && !host.includes(":") ? host : hostname();
}
