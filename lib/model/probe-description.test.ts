import { describe, expect, test } from "vitest";
import { PROBES_OF_OURS, probingText } from "./probe-description";

const probes = {
  publicUrl: "https://stats.example.org",
  contact: "stats@example.org",
  description: PROBES_OF_OURS,
  validDays: 30,
  now: "2026-11-26T06:00:00.123Z",
};

describe("RFC 9511 §4 probe description file", () => {
  test("is a line a field, and expires", () => {
    expect(probingText(probes).split("\n").slice(0, 4)).toEqual([
      "Canonical: https://stats.example.org/.well-known/probing.txt",
      "Contact: mailto:stats@example.org",
      "Expires: 2026-12-26T06:00:00Z",
      "Preferred-Languages: en",
    ]);
  });

  test.for([
    [undefined, "https://stats.example.org/about#contact"],
    ["https://example.org/contact", "https://example.org/contact"],
  ] as const)("the contact is a URI: %s", ([contact, uri]) => {
    expect(probingText({ ...probes, contact })).toContain(`\nContact: ${uri}\n`);
  });

  test("whatever it says, it names the way out", () => {
    for (const description of [PROBES_OF_OURS, "A survey."])
      expect(probingText({ ...probes, description })).toMatch(
        /^Description: .+ To be left out by name or address: https:\/\/stats\.example\.org\/opt-out\n$/m,
      );
  });

  test("a description of several lines stays one field", () => {
    const text = probingText({
      ...probes,
      description: "one\r\nContact: mailto:other@example.org",
    });
    expect(text.match(/^Contact: /gm)).toHaveLength(1);
    expect(text).toMatch(/^Description: one Contact: mailto:other@example\.org .*\n$/m);
  });
});
