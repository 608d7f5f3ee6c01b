import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reportOf } from "../testing/delivery-report";
import { MOST_BOUNCE_OCTETS, readBounce } from "./read-bounce";

const ID = "0123456789abcdef0123456789abcdef";
const mail = (headers = `Message-ID: <${ID}@stats.example>`) => ({
  raw: `From: stats@stats.example\r\n${headers}\r\nSubject: x\r\n\r\nbody\r\n`,
  ...{ to: ["ops@hoster.net"], from: "stats@stats.example" },
});
const read = (octets: Buffer | string) => readBounce(Buffer.from(octets), "stats.example");
const bounced = (status = "5.1.1") => ({ kind: "bounced", id: ID, status });
const OTHER = { kind: "other" };

describe("RFC 3464: which reports say that a message did not arrive", () => {
  test("a failure, with our Message-ID among the returned headers (RFC 6522 §3)", () =>
    expect(read(reportOf(mail()))).toEqual(bounced()));
  test("§2.3.3: expired in a queue is a failure too", () =>
    expect(read(reportOf(mail(), { status: "4.4.7" }))).toEqual(bounced("4.4.7")));
  test("§2.3.3: a delay, a relay and a delivery are none", () => {
    for (const action of ["delayed", "relayed", "delivered", "expanded", ""])
      expect(read(reportOf(mail(), { action }))).toEqual(OTHER);
    expect(read(reportOf(mail(), { status: "2.1.5" }))).toEqual(OTHER);
  });
  test("letters in any case, comments, folded lines, line ends of Unix", () => {
    const report = reportOf(mail(`Message-ID:\r\n <${ID}@STATS.example>`), {
      action: "Failed (no)",
    });
    expect(read(report)).toEqual(bounced());
    expect(read(report.toString().replaceAll("\r\n", "\n"))).toEqual(bounced());
  });
  test("the whole message returned", () =>
    expect(
      read(reportOf(mail()).toString().replace("text/rfc822-headers", "message/rfc822")),
    ).toEqual(bounced()));
  test("a status that is missing or malformed does not hide the failure", () =>
    expect(read(reportOf(mail(), { status: "no" }))).toEqual(bounced("5.0.0")));
  test("two recipients, the second failed", () => {
    const first =
      "Final-Recipient: rfc822; a@b.nl\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-";
    expect(read(reportOf(mail()).toString().replace("Final-", first))).toEqual(bounced());
  });
});

describe("what is no bounce of ours", () => {
  test.for<[string, string | Buffer]>([
    ["nothing", ""],
    [
      "an auto-reply (RFC 3834)",
      `Auto-Submitted: auto-replied\r\nIn-Reply-To: <${ID}@stats.example>\r\n\r\nAway.`,
    ],
    ["of another system", reportOf(mail(`Message-ID: <${ID}@stats.example.evil.net>`))],
    ["an id that is none of ours", reportOf(mail("Message-ID: <1@stats.example>"))],
    ["without Message-ID", reportOf(mail("X-Other: 1"))],
    [
      "without a boundary",
      reportOf(mail())
        .toString()
        .replace(/;\r\n\tboundary=".*"/, ""),
    ],
    [
      "a boundary of another part",
      reportOf(mail()).toString().replace('boundary="', 'boundary="x'),
    ],
    [
      "its id in the text only",
      `Content-Type: text/plain\r\n\r\nMessage-ID: <${ID}@stats.example>`,
    ],
    [
      "fields in the wrong part",
      reportOf(mail()).toString().replace("message/delivery-status", "text/plain"),
    ],
  ])("%s", ([, octets]) => expect(read(octets)).toEqual(OTHER));

  test("any octets: no fault", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (octets) => {
        expect(read(Buffer.from(octets))).toEqual(OTHER);
      }),
    ));

  test("a report that was damaged anywhere: a bounce of ours, or none, and never a fault", () => {
    const whole = reportOf(mail());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(40), (at, octet, cut) => {
        const damaged = Buffer.concat([
          whole.subarray(0, at),
          Buffer.from([octet]),
          whole.subarray(at + cut),
        ]);
        const bounce = read(damaged);
        if (bounce.kind === "bounced") expect(bounce.id).toBe(ID);
      }),
    );
  });

  test("what never ends is read to its bound", () => {
    const report = reportOf(mail()).toString();
    const flood = "--B0UND/A.ry=1\r\n".repeat(MOST_BOUNCE_OCTETS);
    expect(read(report.replace("--B0UND/A.ry=1\r\n", flood))).toEqual(OTHER);
    expect(read(`Content-Type: multipart/report; boundary="${"b".repeat(1e6)}"\r\n\r\n`)).toEqual(
      OTHER,
    );
    expect(read(`${"X: y\r\n ".repeat(1e5)}`)).toEqual(OTHER);
    expect(read(report + "x".repeat(1e7))).toEqual(bounced());
  });
});
