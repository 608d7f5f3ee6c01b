import { describe, expect, test } from "vitest";
import { markupText, xmlText } from "./markup-text";

describe("XML 1.0 §2.2 and §2.4: text in markup", () => {
  test.for([
    [`a & b < c > d "e" 'f'`, "a &amp; b &lt; c &gt; d &quot;e&quot; &#x27;f&#x27;"],
    ["nothing to escape", "nothing to escape"],
    ["", ""],
    ["a\0b", "a\ufffdb"],
  ] as const)("%s", ([text, markup]) => expect(markupText(text)).toBe(markup));

  test("what no document can hold becomes a space, a pair of surrogates stays", () => {
    expect(xmlText("a\u0000b\u001bc\ud800d\uffffe")).toBe("a b c d e");
    expect(xmlText("line\nand\ttab <😀>")).toBe("line\nand\ttab &lt;😀&gt;");
  });
});
