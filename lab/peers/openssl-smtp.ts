import { execFile } from "node:child_process";
import type { CheckReport, ReportHost, ReportTlsa } from "@/lib/model/check-report";

/**
 * One address judged twice, in words that both have: `ok` with the depth of the match, `fail` where
 * nothing matched, `none` where no TLS came about.
 */
export type AddressComparison = { domain: string; address: string; ours: string; theirs: string };

const PATIENCE_MS = 5000;

/**
 * Holds `openssl s_client` against every address of a report whose hosts have TLSA records that
 * count: the same records, the TLSA base as SNI and reference name, and no names or dates for
 * DANE-EE(3), as Postfix asks of it.
 */
export async function compareByOpenssl(
  { domain, hosts }: CheckReport,
  port: number,
): Promise<AddressComparison[]> {
  const found: AddressComparison[] = [];
  for (const host of hosts) {
    const base = host.tlsaBase;
    if (base === null || !host.tlsa.some(({ usable }) => usable)) continue;
    for (const at of host.addresses) {
      const theirs = await askSclient(at.address, port, base, host.tlsa);
      found.push({ domain, address: at.address, ours: inOpensslWords(at), theirs });
    }
  }
  return found;
}

function inOpensslWords({ verdict, matched }: ReportHost["addresses"][number]): string {
  if (verdict === "ok") return `ok at ${matched?.depth}`;
  return verdict === "fail" ? "fail" : "none";
}

function askSclient(
  address: string,
  port: number,
  base: string,
  records: readonly ReportTlsa[],
): Promise<string> {
  const place = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const rrdata = records.flatMap(({ usage, selector, matchingType, data }) => [
    "-dane_tlsa_rrdata",
    `${usage} ${selector} ${matchingType} ${data}`,
  ]);
  const args = [
    ...["s_client", "-starttls", "smtp", "-brief", "-verify_return_error", "-connect", place],
    ...["-dane_ee_no_namechecks", "-auth_level", "0", "-cipher", "ALL:@SECLEVEL=0"],
    ...["-servername", base, "-dane_tlsa_domain", base, ...rrdata],
  ];
  return new Promise((resolve) => {
    const child = execFile("openssl", args, { timeout: PATIENCE_MS }, (_, stdout, stderr) => {
      resolve(opensslVerdict(stdout + stderr));
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
}

/** Reads what `s_client -brief` prints. */
export function opensslVerdict(text: string): string {
  if (/verify error:/.test(text)) return "fail";
  const depth = /^DANE TLSA .* at depth (\d+)$/m.exec(text)?.[1];
  return depth !== undefined && /^Verification: OK$/m.test(text) ? `ok at ${depth}` : "none";
}
