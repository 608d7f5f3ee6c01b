import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDomainInput } from "./domain-name-input";

describe("a domain as people type it", () => {
  test.for([
    ["example.nl", "example.nl", "example.nl"],
    ["  Example.NL.  ", "example.nl", "example.nl"],
    ["münchen.de", "xn--mnchen-3ya.de", "münchen.de"],
    ["xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "münchen.de"],
    ["例え。テスト", "xn--r8jz45g.xn--zckzah", "例え.テスト"],
    ["straße.de", "xn--strae-oqa.de", "straße.de"],
    ["_dmarc.example.nl", "_dmarc.example.nl", "_dmarc.example.nl"],
    ["nl", "nl", "nl"],
    ["1.2.3.nl", "1.2.3.nl", "1.2.3.nl"],
    ["0x7f.1", "0x7f.1", "0x7f.1"], // a browser would make an address of it
    ["xn--a.nl", "xn--a.nl", "xn--a.nl"], // no valid U-label: shown as it is
  ] as const)("%s", ([text, ascii, unicode]) => {
    expect(parseDomainInput(text)).toEqual({
      ok: true,
      value: { name: `${ascii}.`, ascii, unicode },
    });
  });
});

describe("what is no domain gets a sentence that says why", () => {
  test.for([
    ["", "empty"],
    [" \t\n", "empty"],
    [".", "root"],
    ["..", "label_empty"],
    ["example..nl", "label_empty"],
    [".example.nl", "label_empty"],
    ["someone@example.nl", "mail_address"],
    ["https://example.nl", "url"],
    ["example.nl/path", "url"],
    ["192.0.2.1", "address_literal"],
    ["１９２．０．２．１", "address_literal"],
    ["[2001:db8::1]", "address_literal"],
    ["example.nl:25", "character_invalid"],
    ["exa mple.nl", "character_invalid"],
    ["example.nl\u0000", "character_invalid"],
    ["exämple.nl\u0000", "idna_invalid"],
    ["a\\.b.nl", "character_invalid"],
    ["*.example.nl", "character_invalid"],
    ["\u202eexample.nl", "idna_invalid"],
    [`${"a".repeat(64)}.nl`, "label_too_long"],
    [`${"a.".repeat(127)}nl`, "too_long"],
    ["ä".repeat(2000), "too_long"],
    ["--json; rm -rf", "character_invalid"],
  ] as const)("%j: %s", ([text, code]) => {
    const result = parseDomainInput(text);
    expect(result).toMatchObject({ ok: false, error: { code } });
    if (!result.ok) expect(result.error.sentence).toMatch(/\.$/);
  });
});

test(
  "any text gives an answer, and what is accepted is accepted again",
  () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.ipV6()), (text) => {
        const result = parseDomainInput(text);
        if (!result.ok) return;
        expect(result.value.ascii).toMatch(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/);
        expect(parseDomainInput(result.value.ascii)).toEqual(result);
      }),
    ),
  60_000,
);
