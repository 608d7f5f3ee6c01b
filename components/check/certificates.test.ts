import { describe, expect, test } from "vitest";
import type { ReportHost } from "@/lib/model/check-report";
import { REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { daysLeft, isOf, lifeSpent, placeIn, sentChains } from "./certificates";

const firstHost = async (state: keyof typeof REPORT_GALLERY): Promise<ReportHost> => {
  const [host] = (await REPORT_GALLERY[state]()).hosts;
  if (host === undefined) throw new Error("no host");
  return host;
};

describe("chains as they were sent", () => {
  test("the same chain is told once, with everywhere it came from", async () => {
    const chains = sentChains(await firstHost("good"));
    expect(chains.map(({ sentBy }) => sentBy)).toEqual([
      [
        { address: "192.0.2.1", keyTypes: ["any", "ec"] },
        { address: "2001:db8::1", keyTypes: ["any", "ec"] },
      ],
      [
        { address: "192.0.2.1", keyTypes: ["rsa"] },
        { address: "2001:db8::1", keyTypes: ["rsa"] },
      ],
    ]);
  });
});

describe("RFC 6698 §2.1: what a record is of", () => {
  test("3 1 1 of the server's key, 2 0 1 of its issuer's certificate", async () => {
    const own = await firstHost("good_usage_two");
    const [sent] = sentChains(own);
    expect(own.tlsa.map((record) => placeIn(record, sent?.chain ?? []))).toEqual([1]);
    const leaf = await firstHost("good_expired_leaf");
    const [chain] = sentChains(leaf);
    expect(leaf.tlsa.map((record) => placeIn(record, chain?.chain ?? []))).toEqual([0]);
  });
  test("a record of another key is of nothing sent", async () => {
    const host = await firstHost("mismatch");
    const [sent] = sentChains(host);
    expect(host.tlsa.map((record) => placeIn(record, sent?.chain ?? []))).toEqual([null]);
  });
  test("Full(0) and SHA2-512(2) cannot be told from a report", async () => {
    const host = await firstHost("mismatch");
    const [record] = host.tlsa;
    const [leaf] = sentChains(host)[0]?.chain ?? [];
    if (record === undefined || leaf === undefined) throw new Error("nothing to compare");
    expect(isOf({ ...record, matchingType: 0 }, leaf)).toBeNull();
    expect(isOf({ ...record, matchingType: 2 }, leaf)).toBeNull();
  });
});

describe("the life of a certificate", () => {
  const dates = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2026-01-11T00:00:00Z" };
  const certificate = { ...dates } as Parameters<typeof lifeSpent>[0];
  test.for([
    { at: "2025-12-31T00:00:00Z", spent: 0, left: 11 },
    { at: "2026-01-06T00:00:00Z", spent: 0.5, left: 5 },
    { at: "2026-01-12T00:00:00Z", spent: 1, left: -1 },
  ])("$at", ({ at, spent, left }) => {
    expect(lifeSpent(certificate, at)).toBe(spent);
    expect(daysLeft(certificate, at)).toBe(left);
  });
  test("dates that cannot be read are not known", () => {
    const unread = { ...certificate, notAfter: null };
    expect(lifeSpent(unread, dates.notBefore)).toBeNull();
    expect(daysLeft(unread, dates.notBefore)).toBeNull();
  });
});
