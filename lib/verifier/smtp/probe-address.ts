import { probeStarttls } from "./probe";
import type { ProbeOptions, ProbeTarget } from "./probe-options";
import type { ProbeResult } from "./probe-result";

/**
 * Probes one address: any certificate, then only RSA and only ECDSA ones (decision table S7), since a
 * half-finished change of keys shows only there. One after the other; the restricted ones only where
 * the first came to TLS, and with the TLS version that it needed. The first result is always that
 * of `any`.
 */
export async function probeAddress(
  target: Omit<ProbeTarget, "keyType">,
  options: Omit<ProbeOptions, "tls13">,
): Promise<readonly [ProbeResult, ...ProbeResult[]]> {
  const any = await probeStarttls({ ...target, keyType: "any" }, options);
  if (any.outcome !== "tls") return [any];
  const restricted = { ...options, tls13: any.retriedWithTls12 ? "off" : "on" } as const;
  const rsa = await probeStarttls({ ...target, keyType: "rsa" }, restricted);
  const ec = await probeStarttls({ ...target, keyType: "ec" }, restricted);
  return [any, rsa, ec];
}
