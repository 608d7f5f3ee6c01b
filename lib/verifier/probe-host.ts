import type { ReportAddress } from "@/lib/model/check-report";
import type { CheckIo, ProbeAttempt } from "./check-io";
import { displayName } from "./display-name";
import type { Name } from "./dns/name";
import { inParallel } from "./in-parallel";
import { judgeAddress, type TlsaDemand } from "./judge-address";
import { NOT_BEGUN } from "./polite-probe";

/** Addresses of one host that are probed at once. */
const ADDRESSES_AT_ONCE = 4;

/** An address with what was seen of it. */
export type ProbedAddress = { report: ReportAddress; attempts: readonly ProbeAttempt[] };

/**
 * Probes the addresses of a host and judges each. A probe that does not settle within `graceMs`
 * after the deadline counts as one that got no session.
 */
export function probeHost(
  question: {
    addresses: readonly string[];
    port: number;
    serverName: Name;
    demand: TlsaDemand;
    graceMs: number;
  },
  io: Pick<CheckIo, "probe" | "authenticate" | "describeChain" | "now">,
  signal: AbortSignal,
  seen: (report: ReportAddress) => void,
): Promise<ProbedAddress[]> {
  const { addresses, port, demand, graceMs } = question;
  const serverName = displayName(question.serverName);
  return inParallel(addresses, ADDRESSES_AT_ONCE, async (address) => {
    const probe = io.probe({ address, port, serverName }, signal);
    const attempts = await notLongAfter(probe, signal, graceMs);
    const atSeconds = Math.floor(io.now() / 1000);
    const report = judgeAddress(address, attempts, demand, { ...io, atSeconds });
    seen(report);
    return { report, attempts };
  });
}

/** A probe knows best how far it got, so it may say so after the deadline, but not for long. */
function notLongAfter(
  probe: Promise<readonly ProbeAttempt[]>,
  signal: AbortSignal,
  graceMs: number,
): Promise<readonly ProbeAttempt[]> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => resolve(NOT_BEGUN), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    probe.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    });
  });
}
