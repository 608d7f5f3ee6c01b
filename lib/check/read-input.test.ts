import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCheckInput } from "./read-input";

const domainOf = (text: string) => {
  const read = readCheckInput(text);
  return read.ok ? read.value.domain.ascii : read.error.code;
};

describe("what a visitor types or pastes is understood", () => {
  test.for([
    ["posteo.de", "posteo.de"],
    ["  POSTEO.de. ", "posteo.de"],
    ["postmaster@posteo.de", "posteo.de"],
    ['"a@b"@posteo.de', "posteo.de"],
    ["Postmaster <postmaster@posteo.de>", "posteo.de"],
    ["mailto:postmaster@posteo.de?subject=x", "posteo.de"],
    ["https://posteo.de", "posteo.de"],
    ["HTTPS://me:secret@mail.posteo.de:8443/a?b=c@d#e", "mail.posteo.de"],
    ["posteo.de/path", "posteo.de"],
    ["posteo.de:25", "posteo.de"],
    ["bücher.de", "xn--bcher-kva.de"],
    ["info@BÜCHER.de", "xn--bcher-kva.de"],
    ["xn--bcher-kva.de", "xn--bcher-kva.de"],
    ["github.io", "github.io"],
    ["someone.github.io", "someone.github.io"],
  ] as const)("%s is %s", ([text, ascii]) => expect(domainOf(text)).toBe(ascii));
});

describe("what cannot be checked is refused in a sentence", () => {
  test.for([
    ["", "not_a_domain"],
    ["no domain", "not_a_domain"],
    ["a@", "not_a_domain"],
    ["https://", "not_a_domain"],
    ["192.0.2.1", "not_a_domain"],
    ["http://192.0.2.1/", "not_a_domain"],
    ["http://[2001:db8::1]/", "not_a_domain"],
    ["[2001:db8::1]", "not_a_domain"],
    ["2001:db8::1", "not_a_domain"],
    [`${"a".repeat(64)}.de`, "not_a_domain"],
    ["<script>alert(1)</script>", "not_a_domain"],
    ["a".repeat(5000), "not_a_domain"],
    ["de", "public_suffix"],
    ["co.uk", "public_suffix"],
    ["localhost", "special_use"],
    ["mail.example.com", "special_use"],
    ["example", "special_use"],
    ["printer.local", "special_use"],
    ["abc.onion", "special_use"],
    ["x.internal", "special_use"],
    ["home.arpa", "special_use"],
    ["1.0.0.127.in-addr.arpa", "special_use"],
    ["foo.test", "special_use"],
  ] as const)("%s: %s", ([text, code]) => {
    const read = readCheckInput(text);
    expect(read).toMatchObject({ ok: false, error: { code } });
    expect(!read.ok && read.error.sentence).toMatch(/^[A-Zxa-z\d].*\.$/);
  });

  test(
    "any text: a domain of letters, digits and hyphens, or a sentence without it",
    () =>
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
          const read = readCheckInput(text);
          if (read.ok) expect(read.value.domain.ascii).toMatch(/^[a-z0-9_.-]+$/);
          else expect(read.error.sentence).not.toMatch(/[<>\p{Cc}]/u);
        }),
        { numRuns: 1000 },
      ),
    60_000,
  );
});
