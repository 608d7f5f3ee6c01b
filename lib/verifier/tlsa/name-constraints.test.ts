import { describe, expect, test } from "vitest";
import { derElement, derSequence, derText } from "../testing/der-writer";
import { testName } from "../testing/test-certificate";
import { contextTag } from "../x509/der";
import { areNamesPermitted, type GeneralName } from "./name-constraints";

const dns = (name: string): GeneralName => ({
  tag: contextTag(2, "primitive"),
  content: Buffer.from(name),
});
const mail = (name: string): GeneralName => ({ ...dns(name), tag: contextTag(1, "primitive") });
const address = (...octets: number[]): GeneralName => ({
  tag: contextTag(7, "primitive"),
  content: Buffer.from(octets),
});
const directory = (...commonNames: string[]): GeneralName => ({
  tag: contextTag(4, "constructed"),
  content: testName(...commonNames),
});

const subtrees = (number: number, bases: readonly GeneralName[]) =>
  bases.length === 0
    ? []
    : [
        derElement(
          contextTag(number, "constructed"),
          ...bases.map(({ tag, content }) => derSequence(derElement(tag, content))),
        ),
      ];
const constraints = (permitted: readonly GeneralName[], excluded: readonly GeneralName[] = []) =>
  derSequence(...subtrees(0, permitted), ...subtrees(1, excluded));

describe("RFC 5280 §4.2.1.10 name constraints", () => {
  test.for([
    ["itself", [dns("example.com")], [], dns("example.com"), true],
    ["below", [dns("example.com")], [], dns("a.EXAMPLE.com"), true],
    ["only by its end", [dns("example.com")], [], dns("badexample.com"), false],
    ["a dot asks for what is below", [dns(".example.com")], [], dns("example.com"), false],
    ["one of several", [dns("a.example"), dns("b.example")], [], dns("b.example"), true],
    ["an empty base is everything", [], [dns("")], dns("a.example"), false],
    ["excluded within permitted", [dns("example")], [dns("a.example")], dns("a.example"), false],
    ["another form is not spoken of", [directory("a")], [], dns("a.example"), true],
    ["a directory name below", [directory("a")], [], directory("a", "b"), true],
    ["a directory name beside", [directory("a")], [], directory("b", "a"), false],
    [
      "an address within",
      [address(192, 0, 2, 0, 255, 255, 255, 0)],
      [],
      address(192, 0, 2, 9),
      true,
    ],
    [
      "an address outside",
      [address(192, 0, 2, 0, 255, 255, 255, 0)],
      [],
      address(192, 0, 3, 9),
      false,
    ],
    [
      "no address of four octets",
      [],
      [address(0, 0, 0, 0, 0, 0, 0, 0)],
      address(192, 0, 2, 1),
      false,
    ],
    [
      "an address of another length",
      [],
      [address(0, 0, 0, 0, 0, 0, 0, 0)],
      address(...Array(16).fill(1)),
      true,
    ],
    ["a form we do not compare", [mail("example.com")], [], mail("a@example.com"), false],
  ] as const)("%s", ([, permitted, excluded, name, expected]) =>
    expect(areNamesPermitted(constraints(permitted, excluded), [name])).toBe(expected),
  );

  test("every name counts", () => {
    const extension = constraints([dns("example.com")]);
    expect(areNamesPermitted(extension, [dns("a.example.com"), dns("a.example.net")])).toBe(false);
    expect(areNamesPermitted(extension, [])).toBe(true);
  });

  test.for([
    ["nothing", Buffer.alloc(0)],
    ["no sequence", Buffer.from([5, 0])],
    ["something behind", derSequence(derElement(5))],
    ["a base that is none", derSequence(derElement(contextTag(0, "constructed"), derElement(5)))],
    [
      "a minimum",
      derSequence(
        derElement(
          contextTag(0, "constructed"),
          derSequence(
            derText(contextTag(2, "primitive"), "example.com"),
            derElement(contextTag(0, "primitive"), Buffer.from([0])),
          ),
        ),
      ),
    ],
  ] as const)("what cannot be read permits nothing: %s", ([, extension]) =>
    expect(areNamesPermitted(extension, [dns("a.example.com")])).toBe(false),
  );
});
