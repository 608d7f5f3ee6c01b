import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printable } from "./printable";

describe("what strangers send is safe to print", () => {
  test.for([
    ["ASCII as it is", Buffer.from("220 mx <b>"), "220 mx <b>"],
    ["UTF-8 as it is", Buffer.from("Grüße"), "Grüße"],
    ["a terminal's escape sequence", Buffer.from("\u001b[2J"), "\\x1b[2J"],
    ["NUL, CR and DEL", Buffer.from([0, 13, 127]), "\\x00\\x0d\\x7f"],
    ["octets that are no UTF-8", Buffer.from([0x41, 0xff, 0xe4]), "A\\xff\\xe4"],
    ["direction marks", Buffer.from("a\u202eb"), "a\\u{202e}b"],
    ["the mark of an escape itself", Buffer.from("\\x00"), "\\\\x00"],
  ] as const)("%s", ([, sent, text]) => expect(printable(sent, 100)).toBe(text));

  test("any octets: no control character, no lone surrogate, no more than asked for", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(40), (octets, maxLength) => {
        const text = printable(Buffer.from(octets), maxLength);
        expect(text).not.toMatch(/\p{Cc}|\p{Cs}/u);
        expect(text.length).toBeLessThanOrEqual(maxLength + 1);
      }),
      { numRuns: 1000 },
    ));

  test("a character that the limit goes through is no fault", () => {
    expect(printable(Buffer.from("ü".repeat(1000)), 5)).toBe("üüüüü…");
  });
});
