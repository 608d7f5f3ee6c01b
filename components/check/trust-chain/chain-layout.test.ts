import { describe, expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { chainLayout } from "./chain-layout";
import { ending, shortened, wrapped } from "./fit-text";
import { trustZones } from "./trust-zones";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];
const cases = states.flatMap((state) => [1000, 336].map((width) => ({ state, width })));

describe("the drawing of a chain", () => {
  test.for(cases)(
    "$state at $width: cards lie inside, apart, parents above",
    async ({ state, width }) => {
      const zones = trustZones(await REPORT_GALLERY[state]());
      const { cards, height, width: drawn } = chainLayout(zones, width);
      expect(cards).toHaveLength(zones.length);
      expect(drawn).toBeLessThanOrEqual(width);
      for (const { card, x, y } of cards) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + card.width).toBeLessThanOrEqual(drawn + 0.01);
        expect(y + card.height).toBeLessThanOrEqual(height);
        const above = cards.find((each) => each.card.zone.zone === card.zone.parent);
        if (above !== undefined) expect(above.y + above.card.height).toBeLessThanOrEqual(y);
        for (const other of cards.filter((each) => each.card !== card)) {
          const { card: its } = other;
          const isApart =
            x + card.width <= other.x ||
            other.x + its.width <= x ||
            y + card.height <= other.y ||
            other.y + its.height <= y;
          expect(isApart).toBe(true);
        }
      }
    },
  );
  test.for(cases)(
    "$state at $width: lines do not meet, arrows lead to lines",
    async ({ state, width }) => {
      const zones = trustZones(await REPORT_GALLERY[state]());
      for (const { card } of chainLayout(zones, width).cards) {
        const ys = card.lines.map(({ y }) => y);
        for (const [i, y] of ys.entries()) {
          expect(y).toBeLessThan(card.height);
          if (i > 0) expect(y - (ys[i - 1] ?? 0)).toBeGreaterThanOrEqual(18);
        }
        for (const { x, from, to } of card.buses) {
          expect(x).toBeGreaterThan(0);
          expect(x).toBeLessThan(card.left);
          for (const end of [from, ...to]) expect(ys).toContain(end.y);
        }
      }
    },
  );
  test("a link for each zone that another delegates to", async () => {
    const zones = trustZones(await REPORT_GALLERY.partial());
    const { links } = chainLayout(zones, 1000);
    expect(links.map(({ id }) => id).toSorted()).toEqual(
      zones.flatMap(({ zone, parent }) => (parent === null ? [] : [zone])).toSorted(),
    );
  });
  test("many records are drawn up to a bound, and the rest is counted", async () => {
    const zones = trustZones(await REPORT_GALLERY.many());
    const lines = chainLayout(zones, 1000).cards.flatMap(({ card }) => card.lines);
    expect(lines.some(({ words }) => /^\d+ more in the list$/.test(words))).toBe(true);
  });
});

describe("text in a given width", () => {
  test("the middle of a long name is left out", () => {
    expect(shortened("mx1.example.nl", 20)).toBe("mx1.example.nl");
    // Never "3 1 1… match", which would say the contrary.
    expect(ending("3 1 1: no match", 15)).toBe("3 1 1: no match");
    expect(ending("3 1 1: no match", 11)).toBe("… no match");
    expect(ending("3 1 1, 2 1 1: no match", 14)).toBe("… 1: no match");
    expect(ending("mx.a-long-name.example.nl", 11)).toBe("mx.a-…le.nl");
    expect(ending("to mx.a-long-name.example.nl", 13)).toBe("… mx.a-…le.nl");
    expect(shortened("a-very-long-name.example.nl", 15)).toBe("a-very-…mple.nl");
    expect([...shortened("x".repeat(300), 12)]).toHaveLength(12);
  });
  test("sentences are broken at words, and no line is longer than asked", () => {
    const lines = wrapped("None of the zone's keys matches a DS record of the parent zone.", 24);
    expect(lines.every((line) => line.length <= 24)).toBe(true);
    expect(lines.join(" ")).toContain("None of the zone's keys");
  });
});
