import type { Result } from "@/lib/result";
import type { CheckIo } from "@/lib/verifier/check-io";
import { checkParts, smtpProbe } from "@/lib/verifier/check-parts";
import { DnsClient } from "@/lib/verifier/dns/client";
import { systemResolvers } from "@/lib/verifier/dns/system-resolvers";
import { ROOT_ANCHORS } from "@/lib/verifier/dnssec/anchors";
import { Validator } from "@/lib/verifier/dnssec/validator";
import type { HygieneIo } from "@/lib/verifier/hygiene/observe";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { politeProbe } from "@/lib/verifier/polite-probe";
import { guardedProbe, type ProbeGuard, ProbeMemory } from "./guarded-probe";
import { type ResolverFault, resolverHealth } from "./resolver-health";
import { serverTurns } from "./server-turns";
import type { CheckSettings } from "./settings";

/** What a check with the operator's checklist needs. */
export type FullCheckIo = CheckIo & { hygiene: HygieneIo };

/** The verifier as the site uses it. */
export type CheckVerifier = {
  /** Its parts for one check. */
  io: () => FullCheckIo;
  validator: () => Pick<Validator, "resolve">;
  /** Whether checks are possible with this resolver; asked anew after a while. */
  health: () => Promise<Result<void, ResolverFault>>;
  close: () => void;
};

/** What a validator knows of zones is dropped after so many checks: strangers fill it. */
const CHECKS_PER_VALIDATOR = 500;
const WELL_FOR_MS = 600_000;
const UNWELL_FOR_MS = 5_000;

/** Opens the verifier; asks nothing yet. */
export async function openCheckVerifier(
  settings: CheckSettings,
  guard: ProbeGuard,
  now: () => number = Date.now,
): Promise<CheckVerifier> {
  const given = settings.resolvers;
  const client = new DnsClient({
    resolvers: given.length > 0 ? given : await systemResolvers(),
  });
  const nowSeconds = () => Math.floor(now() / 1000);
  const newValidator = () =>
    new Validator({
      lookup: (name, type) => client.lookup(name, type),
      now: nowSeconds,
      anchors: settings.anchors ?? ROOT_ANCHORS,
    });
  let validator = newValidator();
  let checks = 0;
  const mayConnect = addressPolicy({ allowedRanges: settings.allowedRanges });
  const { ehloName } = settings;
  const mayAsk = serverTurns(mayConnect, guard.optedOut, settings.perServer, () =>
    performance.now(),
  );
  const probe = politeProbe(
    guardedProbe(
      smtpProbe({ ehloName, mayConnect }),
      new ProbeMemory(() => performance.now()),
      guard,
    ),
  );
  let known: { health: ReturnType<typeof resolverHealth>; until: number } | null = null;
  return {
    io: () => {
      checks += 1;
      if (checks % CHECKS_PER_VALIDATOR === 0) validator = newValidator();
      const hygiene = { validator, mayConnect: mayAsk, now: nowSeconds };
      return { ...checkParts({ validator, ehloName, mayConnect, now }), probe, hygiene };
    },
    validator: () => validator,
    health: async () => {
      if (known === null || known.until < performance.now()) {
        const asked = {
          health: resolverHealth(client, validator),
          until: performance.now() + UNWELL_FOR_MS,
        };
        known = asked;
        if ((await asked.health).ok) asked.until = performance.now() + WELL_FOR_MS;
      }
      return known.health;
    },
    close: () => client.close(),
  };
}
