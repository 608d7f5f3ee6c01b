import { describe, expect, test } from "vitest";
import { RULE_IDS } from "@/lib/model/check-rules";
import type { DomainVerdict, HostVerdict } from "@/lib/model/check-verdicts";
import { LAB_DOMAINS } from "./domains/all";
import type { LabDomain } from "./plan";

/** Rows that no domain can show, and why. */
const NOT_SHOWN = new Map<string, string>([
  ["M1", "an address literal is no domain"],
  ["E5", "Node's TLS does not negotiate raw public keys (RFC 7250)"],
]);

test("each row of the decision table has a domain, or a reason why not", () => {
  const shown = new Set<string>(LAB_DOMAINS.flatMap(({ rules }) => rules));
  expect(RULE_IDS.filter((rule) => !shown.has(rule) && !NOT_SHOWN.has(rule))).toEqual([]);
});

test("there are at least 120 domains, each with a name of its own", () => {
  expect(LAB_DOMAINS.length).toBeGreaterThanOrEqual(120);
  expect(new Set(LAB_DOMAINS.map(({ name }) => name)).size).toBe(LAB_DOMAINS.length);
});

test("no domain has a name that RFC 6761 sets aside: Unbound and the live check refuse them", () => {
  const special = /(^|\.)(test|invalid|localhost|local|onion)$/;
  expect(LAB_DOMAINS.filter(({ name }) => special.test(name))).toEqual([]);
});

/** check-report.md, "Domain verdicts", for domains whose MX look-up is secure. */
function verdictBy(verdicts: readonly HostVerdict[]): DomainVerdict {
  const some = (...of: HostVerdict[]) => verdicts.some((verdict) => of.includes(verdict));
  if (some("fail", "no_tls")) return "dane_fail";
  const reachable = verdicts.filter((verdict) => verdict !== "no_address");
  if (reachable.length === 0) return "no_mail";
  if (reachable.every((verdict) => verdict === "ok")) return "dane_ok";
  if (some("ok")) return "dane_partial";
  if (some("bogus", "dns_error", "unreachable")) return "tempfail";
  return some("unusable") ? "dane_unusable" : "no_dane";
}

/** Verdicts that the MX look-up alone gives. */
const BY_MX: readonly DomainVerdict[] = ["nxdomain", "null_mx", "bogus", "dns_error"];

describe("expected verdicts follow from each other", () => {
  const wrong = (isWrong: (domain: LabDomain) => boolean) =>
    LAB_DOMAINS.filter(isWrong).map(({ name }) => name);

  test("of the hosts the domain's, where the MX look-up is secure", () => {
    expect(
      wrong(
        ({ verdict, hosts }) =>
          !BY_MX.includes(verdict) &&
          verdict !== "insecure" &&
          verdict !== verdictBy(Object.values(hosts).map((host) => host.verdict)),
      ),
    ).toEqual([]);
  });

  test("an MX look-up that ends the matter leaves no hosts", () => {
    expect(
      wrong(({ verdict, hosts }) => BY_MX.includes(verdict) !== (Object.keys(hosts).length === 0)),
    ).toEqual([]);
  });

  test("the MX status and the verdict agree", () => {
    const statusOf: Partial<Record<DomainVerdict, string>> = {
      bogus: "bogus",
      dns_error: "indeterminate",
      insecure: "insecure",
    };
    expect(
      wrong(({ verdict, mxStatus = "secure" }) => {
        if (verdict === "nxdomain" || verdict === "null_mx") return false;
        return mxStatus !== (statusOf[verdict] ?? "secure");
      }),
    ).toEqual([]);
  });

  test("`ok` names the record that matches", () => {
    expect(
      wrong(({ hosts }) =>
        Object.values(hosts).some(({ verdict, matched }) => (verdict === "ok") !== !!matched),
      ),
    ).toEqual([]);
  });
});
