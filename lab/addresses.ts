/** Where the servers of a lab listen. */
export type AddressPlan = {
  dns: Record<"resolver" | "lying" | "stripping" | "names" | "faultyNames", string>;
  /** The address of a mail server, by its number from 0. */
  ipv4(at: number): string;
  ipv6(at: number): string;
  /** Addresses of IPv6 that there are; one on loopback. */
  ipv6Count: number;
};

const octetPair = (at: number): string => `${Math.floor(at / 250)}.${(at % 250) + 1}`;

/** 127.0.0.0/8 and ::1: on Linux every address of them can be listened on, by anybody. */
export const LOOPBACK_ADDRESSES: AddressPlan = {
  dns: {
    resolver: "127.25.0.1",
    lying: "127.25.0.2",
    stripping: "127.25.0.3",
    names: "127.25.0.4",
    faultyNames: "127.25.0.5",
  },
  ipv4: (at) => `127.25.${octetPair(at + 250)}`,
  ipv6: () => "::1",
  ipv6Count: 1,
};
const publicIpv6 = (at: number): string => `2a0e:25::${at + 1}`;

/**
 * Addresses that look public, for programs that refuse loopback. They are put on the `lo` of a
 * network namespace without any way out.
 */
export const PUBLIC_ADDRESSES: AddressPlan = {
  dns: {
    resolver: "45.25.0.1",
    lying: "45.25.0.2",
    stripping: "45.25.0.3",
    names: "45.25.0.4",
    faultyNames: "45.25.0.5",
  },
  ipv4: (at) => `45.25.${octetPair(at + 250)}`,
  ipv6: publicIpv6,
  ipv6Count: 8,
};

/** What these addresses are put on `lo` with. */
export const PUBLIC_NETWORKS = {
  ipv4: "45.25.0.0/16",
  ipv6: Array.from({ length: PUBLIC_ADDRESSES.ipv6Count }, (_, at) => `${publicIpv6(at)}/128`),
};
