import type { CheckReport } from "@/lib/model/check-report";
import { type CheckOptions, checkDomain } from "./check-domain";
import type { CheckIo } from "./check-io";
import type { DomainName } from "./domain-name-input";
import { checkHygiene } from "./hygiene/hygiene";
import type { HygieneIo } from "./hygiene/observe";

/**
 * Checks a domain and then its operator's checklist, which never changes the verdict: what the
 * command line and the live check return. One deadline holds for both; a checklist that is cut
 * short by it says "undetermined".
 */
export async function checkFully(
  domain: DomainName,
  io: CheckIo & { hygiene: HygieneIo },
  options: CheckOptions = {},
): Promise<CheckReport> {
  const startedAt = io.now();
  const report = await checkDomain(domain, io, options);
  if (report.verdict === "nxdomain") return report; // there is no zone to look at
  const { findings, policies } = await checkHygiene(
    { domain: domain.name, hosts: report.hosts, tlsaPort: report.tlsaPort },
    { ...io.hygiene, ...(options.signal === undefined ? {} : { signal: options.signal }) },
  );
  options.onProgress?.({ stage: "hygiene", findings });
  const durationMs = Math.max(0, Math.round(io.now() - startedAt));
  return { ...report, durationMs, hygiene: findings, policies };
}
