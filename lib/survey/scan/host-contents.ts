import type { CheckIo } from "@/lib/verifier/check-io";
import { type HostContent, hostContent } from "./content";
import type { NamedHost } from "./judge-hosts";
import type { HostObservation } from "./observe-host";

/** Hosts whose content is remembered as written. */
const CAPACITY = 200_000;

/** Works out once what is kept of a host, and leaves out what this process has written already. */
export class HostContents {
  readonly #judging: Pick<CheckIo, "authenticate" | "describeChain">;
  readonly #contents = new WeakMap<HostObservation, { content: HostContent | null }>();
  readonly #written = new Map<string, string>();

  constructor(judging: Pick<CheckIo, "authenticate" | "describeChain">) {
    this.#judging = judging;
  }

  /** The hosts that the database may not have like this. */
  of(hosts: readonly NamedHost[]): HostContent[] {
    return hosts.flatMap((named) => {
      const known = this.#contents.get(named.seen);
      const content = known === undefined ? hostContent(named, this.#judging) : known.content;
      if (known === undefined) this.#contents.set(named.seen, { content });
      if (content === null || this.#written.get(content.name) === content.content) return [];
      return [content];
    });
  }

  /** Notes that these are in the database now. */
  written(hosts: readonly HostContent[]): void {
    for (const { name, content } of hosts) {
      this.#written.delete(name);
      this.#written.set(name, content);
      const [oldest] = this.#written.keys();
      if (this.#written.size > CAPACITY && oldest !== undefined) this.#written.delete(oldest);
    }
  }
}
