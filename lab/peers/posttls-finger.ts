import { execFile } from "node:child_process";
import type { HostVerdict } from "@/lib/model/check-verdicts";

/**
 * What Postfix's own client makes of a domain, in words that it can be compared by. It says of the
 * first address that answers only, and does not tell why DNS failed. `tls`: TLS without DANE, be it
 * that there is nothing to go by or that nothing matched, which its summary calls the same.
 */
export type FingerVerdict = "ok" | "tls" | "no_tls" | "dns" | "unreachable" | "no_address";

const PATIENCE_MS = 60_000;
const ARGS = ["-c", "-l", "dane", "-L", "summary", "-t", "5", "-T", "5", "-m", "0"];

/** Runs `posttls-finger` for a domain; only in a namespace of the lab, it asks the system's resolver. */
export function askPosttlsFinger(domain: string): Promise<FingerVerdict> {
  return new Promise((resolve) => {
    execFile("posttls-finger", [...ARGS, domain], { timeout: PATIENCE_MS }, (_, stdout, stderr) => {
      resolve(fingerVerdict(stdout + stderr));
    });
  });
}

/** Reads its summary. Silence is a session that did not come to TLS. */
export function fingerVerdict(text: string): FingerVerdict {
  if (/Verified TLS connection established/.test(text)) return "ok";
  if (/(Untrusted|Trusted|Anonymous) TLS connection established/.test(text)) return "tls";
  if (/DANE TLSA lookup problem/.test(text)) return "dns";
  if (/Destination address lookup failed/.test(text))
    return /Host not found, try again/.test(text) ? "dns" : "no_address";
  if (/service not available|EHLO rejected|greeting|while sending EHLO/.test(text))
    return "unreachable";
  if (/Failed to establish session/.test(text)) return "unreachable";
  return "no_tls";
}

/** How our words for a host come out in those; several where its summary leaves it open. */
export const FINGER_WORDS: Readonly<Record<HostVerdict, readonly FingerVerdict[]>> = {
  ok: ["ok"],
  fail: ["tls"],
  no_tls: ["no_tls"],
  unusable: ["tls"],
  no_tlsa: ["tls", "no_tls"],
  insecure: ["tls", "no_tls"],
  bogus: ["dns"],
  dns_error: ["dns"],
  unreachable: ["unreachable"],
  no_address: ["no_address"],
};
