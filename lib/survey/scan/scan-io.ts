import type { CheckIo } from "@/lib/verifier/check-io";
import type { Name } from "@/lib/verifier/dns/name";
import type { HostBook } from "./host-book";
import type { Resolver } from "./quick-resolver";

/** What observing needs from outside. */
export type ScanIo = Pick<CheckIo, "probe" | "authenticate" | "describeChain" | "now"> & {
  /** By the resolver's AD bit. */
  quick: Resolver;
  /** By our validator. */
  full: Resolver;
  /** The zone that a name lies in, as far as an unvalidated answer tells; null where it was not had. */
  apexOf: (name: Name) => Promise<Name | null>;
  smtpPort: number;
  /** False for names whose holders opted out. */
  mayAsk: (name: Name) => boolean;
  signal: AbortSignal;
};

/** The same, and the hosts that were looked at before. */
export type DomainIo = ScanIo & { hosts: HostBook };
