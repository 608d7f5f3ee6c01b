import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage } from "./decode";
import { encodeMessage } from "./encode";
import { EMPTY_MESSAGE } from "./message";
import {
  commonAncestor,
  compareNames,
  isAtOrBelow,
  isBelow,
  labelCount,
  labelsOf,
  lastLabels,
  type Name,
  nameOf,
  nameToWire,
  parentOf,
  parseName,
  ROOT,
  substitute,
  under,
} from "./name";

/** Names of any octets at all, as text. */
const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
const anyName = fc.array(label, { maxLength: 8 }).map((labels): Name => {
  const text = labels.map((octets) =>
    [...octets].map((octet) => `\\${String(octet).padStart(3, "0")}`).join(""),
  );
  return text.length === 0 ? ROOT : nameOf(text.join("."));
});

describe("RFC 1035 §5.1, RFC 4343: names as text", () => {
  test.for([
    ["Example.COM", "example.com."],
    [".", "."],
    ["a\\.b.c.", "a\\.b.c."],
    ["\\097\\.b", "a\\.b."],
    ["a\\\\.b", "a\\\\.b."],
    ["\\000\\255\\032x.", "\\000\\255\\032x."],
    ["_25._tcp.mx", "_25._tcp.mx."],
    ["*.x", "*.x."],
  ] as const)("%s is %s", ([text, name]) =>
    expect(parseName(text)).toEqual({ ok: true, value: name }),
  );

  test.for([
    ["", "label_empty"],
    ["a..b", "label_empty"],
    [".a", "label_empty"],
    ["a b", "character_invalid"],
    ["münchen", "character_invalid"],
    ["a\\", "escape_invalid"],
    ["a\\25", "escape_invalid"],
    ["a\\256", "escape_invalid"],
    ["x".repeat(64), "label_too_long"],
    [`${"x".repeat(63)}.`.repeat(4), "name_too_long"],
  ] as const)("%s: %s", ([text, code]) => {
    const parsed = parseName(text);
    expect(parsed.ok ? null : parsed.error.code).toBe(code);
  });

  test("text, labels and wire agree for any octets", () =>
    fc.assert(
      fc.property(anyName, (name) => {
        expect(parseName(name)).toEqual({ ok: true, value: name });
        expect(labelsOf(name).length).toBe(labelCount(name));
        const wire = labelsOf(name)
          .map((each) => String.fromCharCode(each.length) + each)
          .join("");
        expect(nameToWire(name).toString("latin1")).toBe(`${wire}\0`);
        const message = { ...EMPTY_MESSAGE, questions: [{ name, type: 1, class: 1 }] };
        expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, value: message });
      }),
    ));
});

describe("the tree of names", () => {
  test("a dot inside a label is no border", () => {
    expect(isAtOrBelow(nameOf("a\\.example.nl"), nameOf("example.nl"))).toBe(false);
    expect(isAtOrBelow(nameOf("a\\\\.example.nl"), nameOf("example.nl"))).toBe(true);
    expect(isAtOrBelow(nameOf("xexample.nl"), nameOf("example.nl"))).toBe(false);
    expect(parentOf(nameOf("a\\.b.nl"))).toBe("nl.");
  });

  test("parents, suffixes and order agree", () =>
    fc.assert(
      fc.property(anyName, anyName, (left, right) => {
        const ancestor = commonAncestor(left, right);
        expect(isAtOrBelow(left, ancestor) && isAtOrBelow(right, ancestor)).toBe(true);
        expect(lastLabels(left, labelCount(ancestor))).toBe(ancestor);
        expect(Math.sign(compareNames(left, right))).toBe(
          -Math.sign(compareNames(right, left)) + 0,
        );
        if (isBelow(left, right)) expect(compareNames(left, right)).toBe(1);
      }),
    ));

  test("RFC 6672 §2.2: substitution, and where it grows too long", () => {
    const from = nameOf("old.nl");
    expect(substitute(nameOf("a\\.b.old.nl"), from, nameOf("new.example"))).toEqual({
      ok: true,
      value: "a\\.b.new.example.",
    });
    expect(substitute(nameOf("a.old.nl"), from, ROOT)).toEqual({ ok: true, value: "a." });
    expect(substitute(nameOf("a.nl"), ROOT, nameOf("nl"))).toEqual({ ok: true, value: "a.nl.nl." });
    const long = nameOf(`${"x".repeat(63)}.`.repeat(3));
    expect(substitute(nameOf(`${"y".repeat(63)}.old.nl`), from, long).ok).toBe(false);
    expect(under("_25._tcp", ROOT)).toEqual({ ok: true, value: "_25._tcp." });
  });
});
