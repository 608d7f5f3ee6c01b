import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_LINE_OCTETS, MAX_REPLY_OCTETS, type ReplyProgress, ReplyReader } from "./reply-reader";

/** Pushes all pieces until the reader has its reply or gives up; the rest is put together. */
function readAll(pieces: readonly Buffer[]): ReplyProgress {
  const reader = new ReplyReader();
  for (const [i, piece] of pieces.entries()) {
    const progress = reader.push(piece);
    if (progress.state === "complete")
      return { ...progress, rest: Buffer.concat([progress.rest, ...pieces.slice(i + 1)]) };
    if (progress.state === "failed") return progress;
  }
  return { state: "incomplete" };
}
const read = (text: string) => readAll([Buffer.from(text, "latin1")]);
const complete = (code: number, lines: readonly string[], rest = "") => ({
  state: "complete",
  reply: { code, lines: lines.map((line) => Buffer.from(line, "latin1")) },
  rest: Buffer.from(rest, "latin1"),
});

describe("RFC 5321 §4.2 replies", () => {
  test.for([
    ["one line", "220 mx ready\r\n", complete(220, ["mx ready"])],
    [
      "several lines",
      "250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n",
      complete(250, ["mx", "SIZE 1", "STARTTLS"]),
    ],
    ["a code alone (§4.2)", "220\r\n", complete(220, [""])],
    ["an empty text", "220 \r\n", complete(220, [""])],
    ["LF alone", "220 mx\n", complete(220, ["mx"])],
    ["CR within a line is text", "220 a\rb\r\n", complete(220, ["a\rb"])],
    ["NUL and octets above ASCII are text", "220 a\0\xff\r\n", complete(220, ["a\0\xff"])],
    [
      "octets behind the reply",
      "220 go\r\n250 injected\r\n",
      complete(220, ["go"], "250 injected\r\n"),
    ],
  ] as const)("%s", ([, text, expected]) => expect(read(text)).toEqual(expected));

  test.for([
    ["no code", "hello\r\n"],
    ["a code of two digits", "22 mx\r\n"],
    ["a code of four digits", "2200 mx\r\n"],
    ["a first digit that no reply has", "120 mx\r\n"],
    ["a second digit that no reply has", "260 mx\r\n"],
    ["a separator that is none", "220_mx\r\n"],
    ["another code on the next line", "250-mx\r\n220 STARTTLS\r\n"],
    ["an empty line", "\r\n"],
    ["an HTTP server", "HTTP/1.1 400 Bad Request\r\n"],
  ])("malformed: %s", ([, text = ""]) => {
    expect(read(text)).toEqual({ state: "failed", fault: "reply_malformed" });
  });

  test("a line of 4096 octets is taken, one more is too long", () => {
    const line = (octets: number) => `220 ${"x".repeat(octets - 6)}\r\n`;
    expect(read(line(MAX_LINE_OCTETS)).state).toBe("complete");
    const tooLong = { state: "failed", fault: "reply_too_long" };
    expect(read(line(MAX_LINE_OCTETS + 1))).toEqual(tooLong);
    expect(read("2".repeat(MAX_LINE_OCTETS + 1))).toEqual(tooLong);
  });

  test("a reply without end is given up after 64 KB, however it is cut", () => {
    for (const size of [1, 7, 65_536]) {
      const endless = Buffer.from("250-x\r\n".repeat(20_000));
      const reader = new ReplyReader();
      let octets = 0;
      let state = "incomplete";
      while (state === "incomplete" && octets < endless.length) {
        state = reader.push(endless.subarray(octets, octets + size)).state;
        octets += size;
      }
      expect(state).toBe("failed");
      expect(octets).toBeLessThanOrEqual(MAX_REPLY_OCTETS + 65_536);
    }
  });
});

describe("fuzzed", () => {
  const text = fc.string({ maxLength: 60 }).map((line) => line.replace(/[\r\n]/g, "?"));
  const code = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.nat(5), fc.nat(9));
  const cutAt = fc.array(fc.nat(600), { maxLength: 12 });
  const cut = (octets: Buffer, at: readonly number[]) => {
    const marks = [0, ...[...at].sort((a, b) => a - b), octets.length];
    return marks.slice(1).map((end, i) => octets.subarray(marks[i], Math.max(end, marks[i] ?? 0)));
  };

  test("what is written is read, however it is cut", () =>
    fc.assert(
      fc.property(
        code,
        fc.array(text, { minLength: 1, maxLength: 8 }),
        cutAt,
        (digits, lines, at) => {
          const number = digits.join("");
          const last = lines.length - 1;
          const wire = lines
            .map((line, i) => `${number}${i === last ? " " : "-"}${line}\r\n`)
            .join("");
          const progress = readAll(cut(Buffer.from(wire), at));
          expect(progress).toEqual({
            state: "complete",
            reply: { code: Number(number), lines: lines.map((line) => Buffer.from(line)) },
            rest: Buffer.alloc(0),
          });
        },
      ),
    ));

  const hostile = fc
    .array(
      fc.constantFrom("250-", "250 ", "220", "\r", "\n", "\r\n", "\0", "x", "9", "250-x\r\n"),
      { maxLength: 60 },
    )
    .map((pieces) => Buffer.from(pieces.join("")));

  test("any octets give the same answer whole and cut, and nothing is lost", () =>
    fc.assert(
      fc.property(hostile, cutAt, (octets, at) => {
        const whole = readAll([octets]);
        const pieces = readAll(cut(octets, at));
        expect(pieces).toEqual(whole);
        if (whole.state === "complete")
          expect(octets.subarray(octets.length - whole.rest.length)).toEqual(whole.rest);
      }),
      { numRuns: 1000 },
    ));
});
