import type { CheckProgress } from "@/lib/model/check-progress";
import type { AddressVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import type { DnssecStatus } from "@/lib/model/dnssec";

/** What is known of a mail host while its check runs. */
export type HostSoFar = {
  name: string;
  addressStatus: DnssecStatus | null;
  tlsaStatus: DnssecStatus | null;
  isLookedUp: boolean;
  addresses: readonly { address: string; verdict: AddressVerdict | null }[];
  verdict: HostVerdict | null;
};

/** What is known of a domain while its check runs. */
export type CheckSoFar = {
  mx: { status: DnssecStatus; hosts: number } | null;
  hosts: readonly HostSoFar[];
  isChecklistDone: boolean;
};

/** Before anything is known. */
export const NOTHING_SO_FAR: CheckSoFar = {
  mx: null,
  hosts: [],
  isChecklistDone: false,
};

const freshHost = (name: string): HostSoFar => ({
  name,
  addressStatus: null,
  tlsaStatus: null,
  isLookedUp: false,
  addresses: [],
  verdict: null,
});

const changed = (
  soFar: CheckSoFar,
  name: string,
  change: (host: HostSoFar) => HostSoFar,
): CheckSoFar => {
  const isThere = soFar.hosts.some((host) => host.name === name);
  const hosts = isThere ? soFar.hosts : [...soFar.hosts, freshHost(name)];
  return { ...soFar, hosts: hosts.map((host) => (host.name === name ? change(host) : host)) };
};

/** What is known after one more stage; stages may come in any order, and twice. */
export function withStage(soFar: CheckSoFar, stage: CheckProgress): CheckSoFar {
  switch (stage.stage) {
    case "mx": {
      const known = new Map(soFar.hosts.map((host) => [host.name, host]));
      const hosts = stage.hosts.map((name) => known.get(name) ?? freshHost(name));
      return { ...soFar, mx: { status: stage.mx.status, hosts: stage.hosts.length }, hosts };
    }
    case "host_dns":
      return changed(soFar, stage.host, (host) => ({
        ...host,
        addressStatus: stage.addressStatus,
        tlsaStatus: stage.tlsaStatus,
        isLookedUp: true,
        addresses: stage.addresses.map(
          (address) =>
            host.addresses.find((each) => each.address === address) ?? { address, verdict: null },
        ),
      }));
    case "address": {
      const { address, verdict } = stage.address;
      return changed(soFar, stage.host, (host) => ({
        ...host,
        addresses: host.addresses.some((each) => each.address === address)
          ? host.addresses.map((each) => (each.address === address ? { address, verdict } : each))
          : [...host.addresses, { address, verdict }],
      }));
    }
    case "host":
      return changed(soFar, stage.host.name, (host) => ({
        ...host,
        isLookedUp: true,
        verdict: stage.host.verdict,
      }));
    case "hygiene":
      return { ...soFar, isChecklistDone: true };
  }
}
