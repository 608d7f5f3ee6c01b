import type { Problem, ProblemCode } from "@/lib/model/check-problems";
import type { ReportHost } from "@/lib/model/check-report";
import { RR } from "@/lib/model/dns-registry";
import { isKind, type TlsaData } from "./dns/record";
import type { Validated } from "./dnssec/validator";
import { problemOf } from "./explain";
import type { HostDns } from "./judge-host-dns";
import { shortTlsaText } from "./tlsa-text";

/** Ours: RFC 7671 §13 gives no numbers. */
const LONG_TTL_SECONDS = 86_400;
const LONG_SIGNATURE_SECONDS = 31 * 86_400;

const shown = (data: TlsaData): string =>
  shortTlsaText({ ...data, data: data.association.toString("hex") });

/** What is wrong with a host's TLSA records, and advice on them that never is a failure. */
export function explainHostTlsa(
  domain: string,
  host: ReportHost,
  dns: HostDns,
  answer: Validated | null,
  publish: readonly string[],
): Problem[] {
  const about = { domain, host: host.name };
  const found = [...faults(dns), ...(dns.base === null ? [] : advice(host, dns, answer))];
  return found.map(({ code, detail }) =>
    problemOf(code, { ...about, detail, publish: KEEPS_RECORDS.includes(code) ? [] : publish }),
  );
}

/** What is not mended by other records. */
const KEEPS_RECORDS: readonly ProblemCode[] = [
  "tlsa_single",
  "tlsa_left_out",
  "tlsa_ttl_long",
  "tlsa_signature_long",
];

type Finding = { code: ProblemCode; detail?: string };

function faults({ base, records, counting, recordsLeftOut }: HostDns): Finding[] {
  const unusable = records.flatMap(({ data, why }): Finding[] =>
    why === null ? [] : [{ code: why, detail: shown(data) }],
  );
  if (base === null) return unusable;
  const hidden = records
    .filter(({ data, why }) => why === null && !counting.includes(data))
    .map(({ data }): Finding => ({ code: "tlsa_weaker_digest", detail: shown(data) }));
  const found: Finding[] = [...unusable, ...hidden];
  if (counting.length === 0) found.push({ code: "tlsa_unusable" });
  if (recordsLeftOut > 0) found.push({ code: "tlsa_left_out", detail: String(recordsLeftOut) });
  return found;
}

function advice(
  { verdict }: ReportHost,
  { records }: HostDns,
  answer: Validated | null,
): Finding[] {
  const usable = records.filter(({ why }) => why === null).map(({ data }) => data);
  const found: Finding[] = [];
  if (usable.length === 1 && verdict !== "fail") found.push({ code: "tlsa_single" });
  if (usable.some(({ usage, selector }) => usage === 3 && selector === 0))
    found.push({ code: "tlsa_selector_cert" });
  if (usable.some(({ matchingType }) => matchingType === 0)) found.push({ code: "tlsa_full_data" });
  if (usable.some(({ usage, selector }) => usage === 2 && selector === 1))
    found.push({ code: "tlsa_anchor_key" });
  const ttl = Math.max(0, ...records.map((record) => record.ttl));
  if (ttl > LONG_TTL_SECONDS)
    found.push({ code: "tlsa_ttl_long", detail: `${Math.round(ttl / 3600)} hours` });
  const life = answer === null ? 0 : signatureLife(answer);
  if (life > LONG_SIGNATURE_SECONDS)
    found.push({ code: "tlsa_signature_long", detail: `${Math.round(life / 86_400)} days` });
  return found;
}

/** Seconds from inception to expiration of the longest signature over the TLSA records. */
function signatureLife({ message, name }: Validated): number {
  const lives = (message?.answer ?? [])
    .filter(isKind("RRSIG"))
    .filter((record) => record.name === name && record.data.typeCovered === RR.TLSA)
    .map(({ data }) => data.expiration - data.inception);
  return Math.max(0, ...lives);
}
