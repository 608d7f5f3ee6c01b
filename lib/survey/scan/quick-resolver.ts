import { RCODE, RR, typeName } from "@/lib/model/dns-registry";
import type { DnssecReason } from "@/lib/model/dnssec";
import type { Message } from "@/lib/verifier/dns/message";
import type { Name } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import { statusByAdBit } from "@/lib/verifier/dnssec/ad-bit";
import type { Lookup } from "@/lib/verifier/dnssec/trust-store";
import {
  type AliasHop,
  MAX_ALIASES,
  type Validated,
  type Validator,
} from "@/lib/verifier/dnssec/validator";

/** Answers questions with a DNSSEC status: our validator, or the resolver's AD bit. */
export type Resolver = Pick<Validator, "resolve">;

/**
 * The first pass: the resolver's own word, by its AD bit. It cannot tell bogus from a server that
 * is down, nor which step of an alias chain is unsigned; `isQuickEnough` says when that matters.
 *
 * @param lookup asks with DO=1 and CD=0.
 */
export const quickResolver = (leave: { adBitTrusted: true }, lookup: Lookup): Resolver => ({
  resolve: async (name, type) => {
    const answer = await lookup(name, type);
    if (!answer.ok) return undecided(name, type, "lookup_failed", answer.error.code);
    const status = statusByAdBit(leave, answer.value);
    if (status.ok) return followed(name, type, answer.value, status.value);
    const detail = status.error.code === "rcode" ? status.error.detail : status.error.code;
    return undecided(name, type, "rcode", detail);
  },
});

/** Whether the AD bit settles an answer: it was had, and no unsigned alias leaves a question open. */
export const isQuickEnough = ({ status, aliases }: Validated): boolean =>
  status === "secure" || (status === "insecure" && aliases.length === 0);

/** Asks nobody: for names whose holders opted out. */
export const NOBODY: Resolver = {
  resolve: async (name, type) => undecided(name, type, "lookup_failed", "opted_out"),
};

const EMPTY = { aliases: [], records: [], trace: [], warnings: [], message: null };

function undecided(name: Name, type: number, reason: DnssecReason, detail: string): Validated {
  const question = { name, type };
  return { ...EMPTY, question, status: "indeterminate", reason, detail, outcome: "none", name };
}

/** Along the aliases to the records. Resolvers add a CNAME to each DNAME (RFC 6672 §3.1). */
function followed(
  asked: Name,
  type: number,
  message: Message,
  status: "secure" | "insecure",
): Validated {
  const aliases: AliasHop[] = [];
  let name = asked;
  for (;;) {
    const records = message.answer.filter((record) => record.name === name && record.type === type);
    const cname = message.answer.find((record) => record.name === name && record.type === RR.CNAME);
    if (records.length > 0 || cname === undefined || !isKind("CNAME")(cname)) {
      const absent = message.rcode === RCODE.NXDOMAIN ? "nxdomain" : "nodata";
      const outcome = records.length > 0 ? "records" : absent;
      const question = { name: asked, type };
      const reason = null;
      return { ...EMPTY, question, status, reason, detail: null, outcome, aliases, name, records };
    }
    aliases.push({ owner: name, record: "CNAME", target: cname.data.target, status });
    name = cname.data.target;
    if (aliases.length > MAX_ALIASES || aliases.some(({ owner }) => owner === name))
      return undecided(asked, type, "alias_chain_too_long", `CNAME for ${typeName(type)}`);
  }
}
