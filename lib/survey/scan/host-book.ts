import type { Name } from "@/lib/verifier/dns/name";
import type { MxHost } from "@/lib/verifier/judge-mx";
import { type HostObservation, observeHost } from "./observe-host";
import type { ScanIo } from "./scan-io";

type Page = { observation: Promise<HostObservation>; freshUntil: number };

/** Hosts that are remembered; those asked for longest ago go first. */
const CAPACITY = 100_000;
const FRESH_MS = 20 * 3_600_000;
/** What could not be told is looked at again by the first retry. */
const FAILED_FRESH_MS = 5 * 60_000;

/** Looks at each MX host once, for all domains of a process. */
export class HostBook {
  readonly #pages = new Map<Name, Page>();
  readonly #observe: (host: MxHost) => Promise<HostObservation>;
  readonly #now: () => number;

  constructor(io: ScanIo) {
    this.#observe = (host) => observeHost(host, io);
    this.#now = io.now;
  }

  /** The observation of a host, made now or remembered. */
  look(host: MxHost): Promise<HostObservation> {
    const known = this.#pages.get(host.name);
    this.#pages.delete(host.name);
    const page = known !== undefined && known.freshUntil > this.#now() ? known : this.#open(host);
    this.#pages.set(host.name, page);
    if (this.#pages.size > CAPACITY) {
      const [oldest] = this.#pages.keys();
      if (oldest !== undefined) this.#pages.delete(oldest);
    }
    return page.observation;
  }

  #open(host: MxHost): Page {
    const page: Page = {
      observation: this.#observe(host),
      freshUntil: this.#now() + FRESH_MS,
    };
    void page.observation.then((seen) => {
      if (hasFailed(seen)) page.freshUntil = this.#now() + FAILED_FRESH_MS;
    });
    return page;
  }
}

/** Whether another look may find what this one did not. */
function hasFailed({ dns, probes }: HostObservation): boolean {
  if (dns.settled !== null) return ["bogus", "dns_error"].includes(dns.settled.verdict);
  return probes.some(({ attempts }) => attempts[0]?.outcome.kind !== "tls");
}
