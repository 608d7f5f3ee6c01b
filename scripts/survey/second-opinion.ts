import { hostname } from "node:os";
import type { Env } from "@/lib/env";
import { ok, type Result } from "@/lib/result";
import type { SecondOpinion } from "@/lib/survey/publish/gates/facts";
import type { AskSecond } from "@/lib/survey/publish/gather-evidence";
import type { ChangedDomain } from "@/lib/survey/publish/store-facts";
import type { DomainObservation } from "@/lib/survey/scan/observe-domain";
import { observeDomain } from "@/lib/survey/scan/observe-domain";
import { openScan, type ResolverRefusal } from "@/lib/survey/scan/open-scan";
import { optOutsOf } from "@/lib/survey/scan/opt-outs";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { TrustAnchor } from "@/lib/verifier/dnssec/anchors";
import { inParallel } from "@/lib/verifier/in-parallel";
import { addressPolicy, parseAddressRange } from "@/lib/verifier/net/address-policy";

/** A resolver that is not the scan's, with what it has to be asked with. */
export type SecondResolver = {
  resolver: ResolverAddress;
  anchors: readonly TrustAnchor[];
  smtpPort: number;
};

const AT_ONCE = 20;

/** Whether another look agrees with how a domain stands; null where it could not tell. Pure. */
export function agreement(
  { signed, headline }: Pick<ChangedDomain, "signed" | "headline">,
  seen: DomainObservation,
): boolean | null {
  if (seen.kind === "unknown") return null;
  if (seen.kind !== "signed") return !signed;
  const { verdict, counts } = seen.judgement;
  if (!signed) return false;
  return verdict === "dns_error" || verdict === "tempfail" ? null : counts.headline === headline;
}

/** Looks at a sample of changed domains through a second resolver. */
export async function openSecondOpinion(
  { probeAllowedRanges }: Pick<Env, "probeAllowedRanges">,
  { resolver, anchors, smtpPort }: SecondResolver,
): Promise<Result<{ ask: AskSecond; close: () => void }, ResolverRefusal>> {
  const allowedRanges = probeAllowedRanges.flatMap((text) => {
    const range = parseAddressRange(text);
    return range.ok ? [range.value] : [];
  });
  const opened = await openScan({
    ...{ resolver, anchors, smtpPort, now: Date.now, ehloName: hostname() },
    mayConnect: optOutsOf([], []).narrowed(addressPolicy({ allowedRanges })),
    mayAsk: () => true,
    signal: new AbortController().signal,
  });
  if (!opened.ok) return opened;
  const { io, close } = opened.value;
  const ask: AskSecond = async (sample) => {
    const said = await inParallel(sample, AT_ONCE, async (domain) =>
      agreement(domain, await observeDomain({ name: domain.name, ds: "unknown" }, io)),
    );
    const count = (of: boolean | null) => said.filter((one) => one === of).length;
    return {
      agree: count(true),
      disagree: count(false),
      untold: count(null),
    } satisfies SecondOpinion;
  };
  return ok({ ask, close });
}
