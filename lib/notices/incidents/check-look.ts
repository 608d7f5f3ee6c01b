import type { Db } from "@/db/client";
import { openCheckVerifier } from "@/lib/check/check-verifier";
import { clientKeys } from "@/lib/check/client-address";
import type { ProbeGuard } from "@/lib/check/guarded-probe";
import { takeFrom } from "@/lib/check/limit-store";
import { listOptOuts } from "@/lib/check/opt-out-store";
import { optedOut } from "@/lib/check/opt-outs";
import type { ResolverFault } from "@/lib/check/resolver-health";
import type { CheckSettings } from "@/lib/check/settings";
import { err, ok, type Result } from "@/lib/result";
import { checkDomain } from "@/lib/verifier/check-domain";
import { parseDomainInput } from "@/lib/verifier/domain-name-input";
import { type FindContacts, findContacts } from "./find-contacts";
import { isAnyAffected, watchersOf } from "./incident-store";
import { type LookAtHost, lookIn } from "./look-at-hosts";

/** Looks at hosts and finds contacts over the network. */
export type NoticeTools = { look: LookAtHost; contactsOf: FindContacts; close: () => void };

/**
 * Opens the verifier for notices, with the limits and wishes of live checks. A resolver that is not fit
 * is refused: what it cannot tell would mend nothing, and what it gets wrong would be told.
 *
 * @param now Unix time in milliseconds, for validation.
 */
export async function openNoticeTools(
  db: Db,
  settings: CheckSettings,
  now: () => number = Date.now,
): Promise<Result<NoticeTools, ResolverFault>> {
  let wishes = optedOut(await listOptOuts(db));
  const guard: ProbeGuard = {
    optedOut: () => wishes,
    take: async (address) => {
      const [counted] = clientKeys(address);
      const taken = await takeFrom(db, `to-${counted?.key}`, settings.perAddress);
      return taken.ok ? null : taken.error;
    },
  };
  const verifier = await openCheckVerifier(settings, guard, now);
  const health = await verifier.health();
  if (!health.ok) {
    verifier.close();
    return err(health.error);
  }
  const look: LookAtHost = async (host, sample) => {
    wishes = optedOut(await listOptOuts(db));
    const domain = parseDomainInput(sample);
    if (!domain.ok || wishes.name(host) || wishes.name(sample)) return null;
    const report = await checkDomain(domain.value, verifier.io(), {
      port: settings.smtpPort,
      probeHosts: "with_tlsa",
      signal: AbortSignal.timeout(settings.deadlineMs),
    });
    return lookIn(report, host);
  };
  const contactsOf: FindContacts = (incident) =>
    findContacts(incident, {
      resolve: (name, type) => verifier.validator().resolve(name, type),
      watchers: (of) => watchersOf(db, of),
      isAffected: (hosts) => isAnyAffected(db, hosts),
    });
  return ok({ look, contactsOf, close: verifier.close });
}
