import { RR } from "@/lib/model/dns-registry";
import { err, type Result } from "@/lib/result";
import { type Name, under } from "../dns/name";
import type { MayConnect } from "../net/address-policy";
import { fetchPolicy } from "./fetch-policy";
import type { HygieneLimits } from "./limits";
import { addressesIn, type LookUp, recordsIn } from "./look-up";
import type { FetchError, HygieneSeen, TxtSeen } from "./observations";
import { readMtaStsRecord } from "./policy-record";

/** What it takes to look at a domain's mail policies. */
export type PolicyIo = {
  lookUp: LookUp;
  mayConnect: MayConnect;
  httpsPort: number;
  httpsCa?: string;
  limits: HygieneLimits;
  signal: AbortSignal;
};

/** Addresses of the web server that are tried. */
const WEB_ADDRESSES = 3;

/** Looks up MTA-STS and TLSRPT records, and fetches the policy where there is such a record. */
export async function observePolicies(
  domain: Name,
  io: PolicyIo,
): Promise<Pick<HygieneSeen, "mtaStsTxt" | "mtaStsPolicy" | "tlsRptTxt">> {
  const [mtaStsTxt, tlsRptTxt] = await Promise.all([
    textsAt("_mta-sts", domain, io.lookUp),
    textsAt("_smtp._tls", domain, io.lookUp),
  ]);
  const isMeant = mtaStsTxt !== null && readMtaStsRecord(mtaStsTxt).kind !== "none";
  return { mtaStsTxt, tlsRptTxt, mtaStsPolicy: isMeant ? await policyOf(domain, io) : null };
}

/** The strings of a record are put together without anything between (RFC 8461 §3.1). */
async function textsAt(prefix: string, domain: Name, lookUp: LookUp): Promise<TxtSeen> {
  const name = under(prefix, domain);
  if (!name.ok) return [];
  const records = recordsIn(await lookUp(name.value, RR.TXT), "TXT");
  return records?.map(({ data }) => Buffer.concat(data.strings)) ?? null;
}

async function policyOf(domain: Name, io: PolicyIo): Promise<Result<Buffer, FetchError>> {
  const name = under("mta-sts", domain);
  if (!name.ok) return err({ code: "no_address", detail: null });
  const [v4, v6] = await Promise.all([io.lookUp(name.value, RR.A), io.lookUp(name.value, RR.AAAA)]);
  const found = [addressesIn(v4, "A"), addressesIn(v6, "AAAA")];
  const addresses = found.flatMap((each) => each ?? []);
  if (addresses.length === 0)
    return err(
      found.includes(null)
        ? { code: "undetermined", detail: "address look-up failed" }
        : { code: "no_address", detail: null },
    );
  let last: Result<Buffer, FetchError> = err({
    code: "undetermined",
    detail: "not a public address",
  });
  for (const address of addresses
    .filter((each) => io.mayConnect(each) === null)
    .slice(0, WEB_ADDRESSES)) {
    last = await fetchPolicy({
      host: name.value.slice(0, -1),
      address,
      port: io.httpsPort,
      timeoutMs: io.limits.fetchMs,
      signal: io.signal,
      ...(io.httpsCa === undefined ? {} : { ca: io.httpsCa }),
    });
    const isNetwork = !last.ok && /^(undetermined|connection_refused)$/.test(last.error.code);
    if (!isNetwork) return last;
  }
  return last;
}
