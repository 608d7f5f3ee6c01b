import { describe, expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import type { TrustZone } from "./trust-zone";
import { chainEnd, trustZones } from "./trust-zones";

const zonesOf = async (state: GalleryState) => trustZones(await REPORT_GALLERY[state]());
const zoneNamed = (zones: readonly TrustZone[], name: string): TrustZone => {
  const zone = zones.find(({ zone: each }) => each === name);
  if (zone === undefined) throw new Error(`no zone ${name}`);
  return zone;
};
const rowsOf = ({ rows }: TrustZone) =>
  rows.map(({ badge, owner, words }) => `${badge} ${owner} ${words}`);

describe("the chain of trust", () => {
  test("zones from the root down, each below the one that delegates to it", async () => {
    const zones = await zonesOf("good_elsewhere");
    expect(zones.map(({ zone, parent }) => [zone, parent])).toEqual([
      [".", null],
      ["nl.", "."],
      ["net.", "."],
      ["club.nl.", "nl."],
      ["hoster.net.", "net."],
    ]);
    expect(chainEnd(zones)).toBeNull();
  });
  test("RFC 4034 §2.1.1: a key that signs keys, one that signs records, one that signs both", async () => {
    const zones = await zonesOf("good_elsewhere");
    expect(zoneNamed(zones, "club.nl.").keys.map(({ role }) => role)).toEqual(["KSK", "ZSK"]);
    expect(zoneNamed(zones, "nl.").keys.map(({ role }) => role)).toEqual(["CSK"]);
  });
  test("records at the end, with the key that signs each", async () => {
    const host = zoneNamed(await zonesOf("good_elsewhere"), "hoster.net.");
    expect(rowsOf(host)).toEqual([
      "A in.hoster.net. 192.0.2.9",
      "CNAME _25._tcp.in.hoster.net. to tlsa.hoster.net",
      "TLSA tlsa.hoster.net. 3 1 1, 2 0 1: matches",
      "NSEC in.hoster.net. no AAAA",
    ]);
    const [, zsk] = host.keys;
    expect(host.rows.flatMap(({ signedBy }) => signedBy)).toEqual(
      Array(4).fill({ key: zsk?.id, tone: "good" }),
    );
  });
  test("RFC 5155 §8.4: the three records of an NSEC3 denial are one proof", async () => {
    const { rows } = zoneNamed(await zonesOf("old_fashioned"), "old.nl.");
    const proofs = rows.filter(({ kind }) => kind === "denial");
    expect(proofs.map(({ owner, words }) => [owner, words])).toContainEqual([
      "_25._tcp.mx.old.nl.",
      "no TLSA",
    ]);
  });
});

describe("where the chain ends", () => {
  test.for<[GalleryState, string, RegExp]>([
    ["bogus_ds", "bad", /breaks between nl and broken\.nl: None of the zone's keys matches/],
    ["bogus_expired", "bad", /breaks at key \d+ of broken\.nl: .*expired/],
    ["bogus_unsigned_answer", "bad", /breaks at broken\.nl MX: .*without a signature/],
    ["unsigned", "none", /ends above plain\.net: net proves/],
    ["unsigned_host", "none", /ends above plain\.net/],
    [
      "tlsa_timeout",
      "unknown",
      /could not follow .* at _25\._tcp\.mx1\.example\.nl TLSA: There was no answer/,
    ],
    ["stripping_resolver", "unknown", /could not follow .*removes DNSSEC records/],
    ["dns_error", "unknown", /could not follow/],
  ])("%s", async ([state, tone, words]) => {
    const end = chainEnd(await zonesOf(state));
    expect(end?.tone).toBe(tone);
    expect(end?.words).toMatch(words);
  });
  test("an unsigned zone is there with its records, marked as unsigned, not as broken", async () => {
    const zone = zoneNamed(await zonesOf("unsigned"), "plain.net.");
    expect(zone.entry.kind).toBe("none");
    expect(rowsOf(zone)).toEqual(["MX plain.net. mail.plain.net", "A mail.plain.net. 192.0.2.5"]);
    expect(new Set(zone.rows.map(({ tone }) => tone))).toEqual(new Set(["none"]));
  });
});
