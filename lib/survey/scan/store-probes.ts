import { hash } from "node:crypto";
import { z } from "zod";
import type { Db } from "@/db/client";
import { KEY_TYPES, NO_SESSION_FAULTS, NO_TLS_FAULTS } from "@/lib/model/smtp-probe";
import type { ProbeAttempt, ProbeTarget } from "@/lib/verifier/check-io";

const Detail = z.string().nullable();
/** An attempt as its row holds it: certificates by the SHA-256 of their DER. */
const StoredAttempt = z.object({
  keyType: z.enum(KEY_TYPES),
  outcome: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("no_session"), fault: z.enum(NO_SESSION_FAULTS), detail: Detail }),
    z.object({
      kind: z.literal("no_tls"),
      fault: z.enum(NO_TLS_FAULTS),
      detail: Detail,
      serverNameRefused: z.boolean(),
    }),
    z.object({
      kind: z.literal("tls"),
      protocol: z.string(),
      cipher: z.string(),
      chain: z.array(z.string()),
    }),
  ]),
});
type StoredAttempt = z.infer<typeof StoredAttempt>;

const hexOf = (der: Buffer): string => hash("sha256", der, "hex");

/** Whether a probe is ours to make, was made lately, or is being made by another process. */
export type ProbeClaim =
  | { kind: "ours" }
  | { kind: "known"; attempts: readonly ProbeAttempt[] }
  | { kind: "busy" };

/**
 * Claims one address under one server name, unless what was seen there is fresh.
 *
 * @param mostAgeMs older than that it is not, whoever wants it newer; null: as it was stored.
 */
export async function claimProbe(
  db: Db,
  { address, serverName, port }: ProbeTarget,
  holder: string,
  holdMs: number,
  mostAgeMs: number | null = null,
): Promise<ProbeClaim> {
  const { $client } = db;
  const claimed = await $client`
    insert into scan.probes as p (address, server_name, port, holder, held_until)
    values (${address}, ${serverName}, ${port}, ${holder},
      now() + ${holdMs} * interval '1 ms')
    on conflict (address, server_name, port) do update
      set holder = excluded.holder, held_until = excluded.held_until
      where (coalesce(p.fresh_until < now(), true)
          or coalesce(p.probed_at < now() - ${mostAgeMs}::float8 * interval '1 ms', false)) and coalesce(p.held_until < now(), true)
    returning 1`;
  if (claimed.length > 0) return { kind: "ours" };
  const [row] = await $client<{ attempts: string | null }[]>`
    select attempts::text from scan.probes
    where address = ${address} and server_name = ${serverName} and port = ${port}
      and fresh_until >= now()
      and coalesce(probed_at >= now() - ${mostAgeMs}::float8 * interval '1 ms', true)`;
  if (row === undefined || row.attempts === null) return { kind: "busy" };
  const stored = z.array(StoredAttempt).parse(JSON.parse(row.attempts));
  return { kind: "known", attempts: await withCertificates(db, stored) };
}

async function withCertificates(
  db: Db,
  stored: readonly StoredAttempt[],
): Promise<readonly ProbeAttempt[]> {
  const wanted = stored.flatMap(({ outcome }) => (outcome.kind === "tls" ? outcome.chain : []));
  const rows = await db.$client<{ sha256: Buffer; der: Buffer }[]>`
    select sha256, der from scan.certificates where sha256 in (
      select decode(jsonb_array_elements_text(${JSON.stringify(wanted)}::text::jsonb), 'hex'))`;
  const ders = new Map(rows.map(({ sha256, der }) => [sha256.toString("hex"), der]));
  return stored.map(({ keyType, outcome }) => {
    if (outcome.kind !== "tls") return { keyType, outcome };
    const chain = outcome.chain.flatMap((sha256) => ders.get(sha256) ?? []);
    return { keyType, outcome: { ...outcome, chain } };
  });
}

/** Keeps what a probe saw, for all who ask for it until it is stale. */
export async function storeProbe(
  db: Db,
  { address, serverName, port }: ProbeTarget,
  holder: string,
  attempts: readonly ProbeAttempt[],
  freshMs: number,
): Promise<void> {
  const stored: StoredAttempt[] = attempts.map(({ keyType, outcome }) => ({
    keyType,
    outcome: outcome.kind === "tls" ? { ...outcome, chain: outcome.chain.map(hexOf) } : outcome,
  }));
  const chains = attempts.flatMap(({ outcome }) => (outcome.kind === "tls" ? outcome.chain : []));
  const certificates = [...new Map(chains.map((der) => [hexOf(der), der]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sha256, der]) => ({ sha256, der: der.toString("base64") }));
  const { $client } = db;
  if (certificates.length > 0)
    await $client`
      insert into scan.certificates (sha256, der)
      select decode(sha256, 'hex'), decode(der, 'base64')
      from jsonb_to_recordset(${JSON.stringify(certificates)}::text::jsonb)
        as g(sha256 text, der text) on conflict (sha256) do nothing`;
  await $client`
    update scan.probes set attempts = ${JSON.stringify(stored)}::text::jsonb, probed_at = now(),
      fresh_until = now() + ${freshMs} * interval '1 ms', held_until = null, holder = null,
      handshakes = ${attempts.length}
    where address = ${address} and server_name = ${serverName} and port = ${port}
      and holder = ${holder}`;
}

/** Says how much longer a claim lasts, while its holder waits for a turn. */
export async function holdProbe(
  db: Db,
  { address, serverName, port }: ProbeTarget,
  holder: string,
  holdMs: number,
): Promise<void> {
  await db.$client`
    update scan.probes set held_until = now() + ${holdMs} * interval '1 ms'
    where address = ${address} and server_name = ${serverName} and port = ${port}
      and holder = ${holder}`;
}

/**
 * The next turn of an operator, `everyMs` after the one before, whichever process that went to.
 *
 * @returns how long to wait for it, in milliseconds.
 */
export async function operatorTurn(db: Db, operator: string, everyMs: number): Promise<number> {
  const [row] = await db.$client<{ wait: number }[]>`
    insert into scan.smtp_turns as t (key, free_at)
    values (${`operator ${operator}`}, now() + ${everyMs} * interval '1 ms')
    on conflict (key) do update
      set free_at = greatest(t.free_at, now()) + ${everyMs} * interval '1 ms'
    returning (extract(epoch from free_at - now()) * 1000 - ${everyMs})::float8 as wait`;
  return Math.max(0, row?.wait ?? 0);
}

/** Takes an address for oneself; false while another process is connected to it. */
export async function takeAddress(db: Db, address: string, holdMs: number): Promise<boolean> {
  const rows = await db.$client`
    insert into scan.smtp_turns as t (key, free_at)
    values (${`address ${address}`}, now() + ${holdMs} * interval '1 ms')
    on conflict (key) do update set free_at = excluded.free_at where t.free_at <= now()
    returning 1`;
  return rows.length > 0;
}

/** Lets go of an address, and has the operator's next turn wait for the handshakes beyond the first. */
export async function leaveAddress(
  db: Db,
  address: string,
  operator: string,
  extraMs: number,
): Promise<void> {
  await db.$client`
    update scan.smtp_turns set free_at = case when key = ${`address ${address}`} then now()
      else free_at + ${extraMs} * interval '1 ms' end
    where key in (${`address ${address}`}, ${`operator ${operator}`})`;
}
