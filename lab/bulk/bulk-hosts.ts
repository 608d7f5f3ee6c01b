import type { AddressPlan } from "../addresses";
import { type MailHost, makeMailHosts } from "../mail-hosts";
import type { HostPlan, ServerPlan, TlsaText, ZonePlan } from "../plan";
import type { BulkHost, BulkHostState, BulkPlan } from "./plan";

const TLSA: Readonly<Record<BulkHostState, readonly TlsaText[]>> = {
  good: ["3 1 1 leaf"],
  by_authority: ["2 1 1 root"],
  bare: [],
  stale: ["3 1 1 other"],
  mute: ["3 1 1 leaf"],
  unusable: ["1 1 1 leaf"],
  lapsed: ["3 1 1 leaf"],
  down: ["3 1 1 leaf"],
};
/** Nobody may connect to these, or nothing may answer. */
const SILENT: ReadonlySet<BulkHostState> = new Set(["bare", "lapsed", "down"]);

/** Every mail host of a plan with its addresses, certificates and TLSA records. */
export const makeBulkHosts = (plan: BulkPlan, addresses: AddressPlan): MailHost[] => {
  const shared = plan.providers.flatMap(({ hosts }) => hosts);
  const own = plan.domains.flatMap((domain) => domain.own ?? []);
  return makeMailHosts([...shared, ...own].map(zonePlan), addresses);
};

function zonePlan(host: BulkHost): ZonePlan {
  const { name, zone, state, keyType, protocol, ipv4, ipv6 } = host;
  const server: ServerPlan = {
    chain: { keyType, ...(state === "by_authority" ? { issuers: 2 } : {}) },
    ...(state === "mute"
      ? { fault: "starttls_not_offered" }
      : protocol === "TLSv1.2"
        ? { fault: "tls_only_1_2" }
        : {}),
    ...(SILENT.has(state) ? { down: true } : {}),
  };
  const plan: HostPlan = {
    servers: [
      ...Array.from({ length: ipv4 }, () => server),
      ...Array.from({ length: ipv6 }, () => ({ ...server, ipv6: true as const })),
    ],
    tlsa: TLSA[state],
  };
  const owner = name === zone ? "@" : name.slice(0, -(zone.length + 1));
  return { zone, hosts: { [owner]: plan } };
}
