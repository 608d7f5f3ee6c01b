import { hash } from "node:crypto";
import { isIP } from "node:net";
import type { Db } from "@/db/client";
import type { DomainState, MxSet } from "@/lib/model/survey-scan";

const TABLES = {
  ds: "ds_profiles",
  keys: "key_profiles",
  nsec3: "nsec3_profiles",
  ns: "ns_sets",
  mx: "mx_sets",
} as const;

/** The parts of a state that are stored once for all who share them. */
export type InternedPart = keyof typeof TABLES;
export const INTERNED_PARTS = Object.keys(TABLES) as InternedPart[];

/** Ids of a domain's parts; null where the part could not be told. */
export type PartIds = Record<InternedPart, number | null>;

/** Ids remembered for each part; those asked for longest ago go first. */
const CAPACITY = 200_000;

/** 128 bits of SHA-256, as PostgreSQL's uuid writes them. */
const digestOf = (content: string): string => hash("sha256", content, "hex").slice(0, 32);

type Given = { digest: string; content: string };

/**
 * Finds the ids of contents that many domains share, and adds what is new. This happens before the
 * transaction that needs them: a content that in the end nobody points to does no harm.
 */
export class Interner {
  readonly #db: Db;
  readonly #known = new Map<string, number>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The ids of each state's parts, in the order of the states. */
  async idsOf(states: readonly DomainState[]): Promise<PartIds[]> {
    const ids: PartIds[] = states.map(() => ({
      ds: null,
      keys: null,
      nsec3: null,
      ns: null,
      mx: null,
    }));
    for (const part of INTERNED_PARTS) {
      const given = states.map((state) => {
        const content = state[part];
        if (content === null) return null;
        const text = JSON.stringify(content);
        return { digest: digestOf(`${part} ${text}`), content: text };
      });
      await this.#learn(
        part,
        given.filter((each) => each !== null),
      );
      for (const [at, each] of given.entries()) {
        const entry = ids[at];
        if (each !== null && entry !== undefined) entry[part] = this.#recall(each.digest);
      }
    }
    return ids;
  }

  #recall(digest: string): number {
    const id = this.#known.get(digest);
    if (id === undefined) throw new Error(`content ${digest} was not stored`);
    return id;
  }

  async #learn(part: InternedPart, given: readonly Given[]): Promise<void> {
    const unknown = new Map<string, string>();
    for (const { digest, content } of given) {
      const id = this.#known.get(digest);
      if (id === undefined) unknown.set(digest, content);
      else this.#remember(digest, id);
    }
    if (unknown.size === 0) return;
    // In one order for all, so that two processes never wait for each other.
    const rows = [...unknown].map(([digest, content]) => ({ digest, content })).sort(byDigest);
    const found = await this.#find(part, rows);
    const missing = rows.filter(({ digest }) => !found.has(digest));
    const all =
      missing.length === 0
        ? found
        : new Map([
            ...found,
            ...(await (part === "mx" ? this.#addMx(missing) : this.#add(part, missing))),
          ]);
    for (const [digest, id] of all) this.#remember(digest, id);
  }

  #remember(digest: string, id: number): void {
    this.#known.delete(digest);
    this.#known.set(digest, id);
    // Never so few that a batch's own contents push each other out.
    if (this.#known.size <= CAPACITY) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  async #find(part: InternedPart, rows: readonly Given[]): Promise<Map<string, number>> {
    const { $client } = this.#db;
    const digests = JSON.stringify(rows.map(({ digest }) => digest));
    const found = await $client<{ id: number; digest: string }[]>`
      select t.id, t.digest from ${$client(`scan.${TABLES[part]}`)} t
      where t.digest in (select jsonb_array_elements_text(${digests}::text::jsonb)::uuid)`;
    return new Map(found.map(({ id, digest }) => [digest.replaceAll("-", ""), id]));
  }

  async #add(part: InternedPart, rows: readonly Given[]): Promise<Map<string, number>> {
    const { $client } = this.#db;
    await $client`
      insert into ${$client(`scan.${TABLES[part]}`)} (digest, content)
      select g.digest, g.content::jsonb
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g(digest uuid, content text)
      order by g.digest on conflict (digest) do nothing`;
    return this.#find(part, rows);
  }

  /** An MX set is there with its hosts or not at all. */
  async #addMx(rows: readonly Given[]): Promise<Map<string, number>> {
    const links = rows.flatMap(({ digest, content }) => {
      const seen = new Set<string>();
      return (JSON.parse(content) as MxSet).mx
        .filter(({ host }) => isIP(host) === 0 && !seen.has(host) && seen.add(host))
        .map(({ host, preference }) => ({ digest, host, preference }));
    });
    await this.#db.$client.begin(async (tx) => {
      const json = JSON.stringify(links);
      await tx`
        insert into scan.hosts (name, first_seen)
        select distinct g.host collate "C", now()
        from jsonb_to_recordset(${json}::text::jsonb) as g(host text)
        where not exists (select from scan.hosts h where h.name = g.host)
        order by 1 on conflict (name) do nothing`;
      await tx`
        insert into scan.mx_sets (digest, content)
        select g.digest, g.content::jsonb
        from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g(digest uuid, content text)
        order by g.digest on conflict (digest) do nothing`;
      await tx`
        insert into scan.mx_set_hosts (mx_set, host, preference)
        select s.id, h.id, g.preference
        from jsonb_to_recordset(${json}::text::jsonb)
          as g(digest uuid, host text, preference int)
        join scan.mx_sets s on s.digest = g.digest
        join scan.hosts h on h.name = g.host
        order by s.id, h.id on conflict do nothing`;
    });
    return this.#find("mx", rows);
  }
}

const byDigest = (a: Given, b: Given): number => (a.digest < b.digest ? -1 : 1);
