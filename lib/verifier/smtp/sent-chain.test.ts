import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentChain } from "./sent-chain";

const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const u24 = (value: number) => Buffer.from([value >> 16, (value >> 8) & 255, value & 255]);
const record = (type: number, body: Buffer) =>
  Buffer.concat([Buffer.from([type, 3, 3]), u16(body.length), body]);
const message = (type: number, body: Buffer) =>
  Buffer.concat([Buffer.from([type]), u24(body.length), body]);
/** The body of a Certificate message of TLS 1.2. */
const certificateList = (...chain: readonly Buffer[]) => {
  const entries = Buffer.concat(chain.flatMap((der) => [u24(der.length), der]));
  return Buffer.concat([u24(entries.length), entries]);
};
const plain = (received: Buffer, atMost = 5) =>
  sentChain({ received, cipher: "any", secret: null }, atMost);

const chain = [Buffer.from("leaf"), Buffer.from("issuer"), Buffer.alloc(0), Buffer.from("leaf")];
const hello = message(2, Buffer.alloc(40, 1));
const certificate = message(11, certificateList(...chain));

describe("RFC 5246 §7.4.2: the Certificate message as sent", () => {
  test("in order, with repeats and empty ones", () => {
    expect(plain(record(22, Buffer.concat([hello, certificate])))).toEqual(chain);
  });

  test("cut over many records", () => {
    const octets = Buffer.concat([hello, certificate]);
    const records = Array.from(octets, (octet) => record(22, Buffer.from([octet])));
    expect(plain(Buffer.concat(records))).toEqual(chain);
  });

  test("one more than is asked for, and then no further", () => {
    expect(plain(record(22, certificate), 2)).toEqual(chain.slice(0, 3));
  });

  test.for([
    ["nothing", Buffer.alloc(0)],
    ["cut short", record(22, certificate).subarray(0, -1)],
    [
      "only after the cipher changed",
      Buffer.concat([record(20, Buffer.from([1])), record(22, certificate)]),
    ],
    ["no Certificate message", record(22, hello)],
    ["a list longer than its message", record(22, message(11, Buffer.from([0, 0, 9, 0, 0, 1, 7])))],
    ["an entry longer than the list", record(22, message(11, Buffer.from([0, 0, 4, 0, 0, 9, 7])))],
    ["an entry of one octet", record(22, message(11, Buffer.from([0, 0, 1, 0])))],
  ] as const)("null: %s", ([, received]) => expect(plain(received)).toBe(null));
});

describe("any octets give an answer", () => {
  const secret = fc.option(fc.constantFrom(Buffer.alloc(32, 1), Buffer.alloc(48, 2)));
  const cipher = fc.constantFrom(
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_UNKNOWN",
  );
  const body = fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets));
  const pieces = fc.oneof(
    body,
    fc.tuple(fc.constantFrom(20, 21, 22, 23), body).map(([type, octets]) => record(type, octets)),
    body.map((octets) => record(22, message(11, octets))),
  );

  test("hostile records", () =>
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), secret, cipher, (all, key, suite) => {
        const read = sentChain({ received: Buffer.concat(all), cipher: suite, secret: key }, 3);
        expect(read === null || read.length <= 4).toBe(true);
      }),
      { numRuns: 2000 },
    ));
});
