import type { CheckReport } from "@/lib/model/check-report";
import { checkDomain } from "@/lib/verifier/check-domain";
import { checkParts } from "@/lib/verifier/check-parts";
import { DnsClient } from "@/lib/verifier/dns/client";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import { Validator } from "@/lib/verifier/dnssec/validator";
import { parseDomainInput } from "@/lib/verifier/domain-name-input";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import type { Lab } from "./start";

const STAGE_MS = 3000;
const LOOKUP_MS = 8000;

/**
 * A verifier for a running lab: checks one domain after the other, sharing what it learns.
 *
 * @param resolver the lab's honest one, unless one that is not is to be tried.
 */
export function labVerifier(
  lab: Pick<Lab, "resolver" | "anchors" | "smtpPort">,
  resolver: ResolverAddress = lab.resolver,
): {
  check: (domain: string) => Promise<CheckReport>;
  close: () => void;
} {
  const client = new DnsClient({ resolvers: [resolver], deadlineMs: LOOKUP_MS });
  const validator = new Validator({
    lookup: (name, type) => client.lookup(name, type),
    now: () => Math.floor(Date.now() / 1000),
    anchors: lab.anchors,
  });
  const parts = checkParts({
    validator,
    ehloName: "probe.lab.invalid",
    mayConnect: addressPolicy({ allowPrivate: true }),
    deadlines: {
      bannerMs: STAGE_MS,
      ehloMs: STAGE_MS,
      starttlsMs: STAGE_MS,
      handshakeMs: STAGE_MS,
    },
    now: Date.now,
  });
  const check = async (text: string): Promise<CheckReport> => {
    const domain = parseDomainInput(text);
    if (!domain.ok) throw new Error(`no domain of a lab: ${text} (${domain.error.code})`);
    return checkDomain(domain.value, parts, { port: lab.smtpPort });
  };
  return { check, close: () => client.close() };
}
