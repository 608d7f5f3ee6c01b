import type { CheckIo, HandshakeOutcome, Probe } from "./check-io";
import type { Validator } from "./dnssec/validator";
import type { MayConnect } from "./net/address-policy";
import { politeProbe } from "./polite-probe";
import { certificateFacts } from "./smtp/chain-report";
import { probeAddress } from "./smtp/probe-address";
import type { StageDeadlines } from "./smtp/probe-options";
import type { ProbeResult } from "./smtp/probe-result";
import { authenticate } from "./tlsa/authenticate";
import { recordsForChain } from "./tlsa/records-for-chain";

/** What a program that checks domains brings along. */
export type CheckSetting = {
  validator: Pick<Validator, "resolve">;
  /** Our own name in EHLO. */
  ehloName: string;
  /** Which addresses we may connect to, asked right before each connection. */
  mayConnect: MayConnect;
  deadlines?: Partial<StageDeadlines>;
  /** Unix time in milliseconds. */
  now: () => number;
};

/** The verifier's own parts, put together for `checkDomain`; one for all checks of a program. */
export const checkParts = (setting: CheckSetting): CheckIo => ({
  validator: setting.validator,
  probe: politeProbe(smtpProbe(setting)),
  authenticate,
  recordsForChain,
  describeChain: (chain) => chain.map(certificateFacts),
  now: setting.now,
});

/** Probes over the network. */
export const smtpProbe =
  ({ ehloName, mayConnect, deadlines }: Omit<CheckSetting, "validator" | "now">): Probe =>
  async (target, signal) => {
    const options = { ehloName, mayConnect, signal, ...(deadlines ? { deadlines } : {}) };
    const results = await probeAddress(target, options);
    return results.map((result) => ({ keyType: result.keyType, outcome: outcomeOf(result) }));
  };

function outcomeOf(result: ProbeResult): HandshakeOutcome {
  if (result.outcome === "tls") {
    const { protocol, cipher, chain } = result;
    return { kind: "tls", protocol, cipher, chain };
  }
  const detail = result.detail === "" ? null : result.detail;
  if (result.outcome === "no_session") return { kind: "no_session", fault: result.fault, detail };
  const serverNameRefused = result.sniAlert === "fatal";
  return { kind: "no_tls", fault: result.fault, detail, serverNameRefused };
}
