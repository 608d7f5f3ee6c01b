import { describe, expect, test } from "vitest";
import { dsRecords, keyRecords } from "./raw-records";

/** As `raw_keys` holds them: two octets of length before each. */
const packed = (...rdatas: Buffer[]): Buffer =>
  Buffer.concat(rdatas.flatMap((rdata) => [Buffer.from([rdata.length >> 8, rdata.length]), rdata]));

describe("RFC 4034 records of raw_keys", () => {
  // The example of RFC 4034 §5.4: key tag 60485, RSA/SHA-1, SHA-1.
  const digest = "2bb183af5f22588179a53b0a98631fad1a292118";
  const ds = Buffer.concat([Buffer.from([0xec, 0x45, 5, 1]), Buffer.from(digest, "hex")]);

  test("§5.1 a DS record", () => {
    expect(dsRecords(packed(ds, ds))).toHaveLength(2);
    expect(dsRecords(packed(ds))).toEqual([
      { keyTag: 60_485, algorithm: 5, digestType: 1, digest },
    ]);
  });

  test("§2.1 a DNSKEY record, with the size of an RSA modulus (RFC 3110 §2)", () => {
    const modulus = Buffer.alloc(128, 0xff);
    const rsa = Buffer.concat([Buffer.from([1, 1, 3, 8, 3, 1, 0, 1]), modulus]);
    const ec = Buffer.concat([Buffer.from([1, 0, 3, 13]), Buffer.alloc(64, 7)]);
    expect(keyRecords(packed(rsa, ec))).toMatchObject([
      { flags: 257, protocol: 3, algorithm: 8, bits: 1024, exponent: "010001" },
      { flags: 256, algorithm: 13, bits: null, exponent: null },
    ]);
  });

  test.for([
    [Buffer.alloc(0)],
    [Buffer.from([0])],
    [Buffer.from([0, 9, 1])],
    [packed(Buffer.from([1]))],
  ])("what is cut short is no record: %j", ([octets]) => {
    expect(dsRecords(octets as Buffer)).toEqual([]);
    expect(keyRecords(octets as Buffer)).toEqual([]);
  });
});
