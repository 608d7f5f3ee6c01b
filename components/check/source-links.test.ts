import { describe, expect, test } from "vitest";
import { CHECK_RULES } from "@/lib/model/check-rules";
import { sourceParts } from "./source-links";

describe("sources as links", () => {
  test("each section leads to its own place", () => {
    expect(sourceParts("RFC 7672 §2.2.1, §3.2.2; RFC 7671 §9")).toEqual([
      {
        text: "RFC\u00a07672\u00a0§2.2.1",
        href: "https://www.rfc-editor.org/rfc/rfc7672#section-2.2.1",
      },
      { text: "§3.2.2", href: "https://www.rfc-editor.org/rfc/rfc7672#section-3.2.2" },
      {
        text: "RFC\u00a07671\u00a0§9",
        href: "https://www.rfc-editor.org/rfc/rfc7671#section-9",
      },
    ]);
  });
  test("an RFC without a section, and what is no RFC", () => {
    expect(sourceParts("RFC 9904; Practice")).toEqual([
      { text: "RFC\u00a09904", href: "https://www.rfc-editor.org/rfc/rfc9904" },
      { text: "Practice", href: null },
    ]);
  });
  test("nothing in a text becomes part of a link but numbers", () => {
    const [part] = sourceParts('RFC 1 §"onclick=x');
    expect(part?.href).toBe("https://www.rfc-editor.org/rfc/rfc1");
  });
  test("every rule's source is understood", () => {
    const odd = CHECK_RULES.filter(
      ({ source }) =>
        source !== "Practice" && sourceParts(source).some(({ href }) => href === null),
    );
    expect(odd).toEqual([]);
  });
});
