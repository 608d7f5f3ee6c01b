import { describe, expect, test } from "vitest";
import { domainContent, isDoubtful } from "./content";
import { packedRdata, rsaShape } from "./key-profile";
import type { SignedDomain } from "./observe-domain";
import { optOutsOf } from "./opt-outs";
import { madeUpDomain } from "./testing/made-up-domains";

const signed = (...how: Parameters<typeof madeUpDomain>): SignedDomain => {
  const seen = madeUpDomain(...how);
  if (seen.kind !== "signed") throw new Error("not signed");
  return seen;
};
const contentOf = (seen: SignedDomain) => domainContent(seen).content;

describe("a domain's content", () => {
  test("does not change with TTLs or the order of records", () => {
    const seen = signed("a.example");
    const [record] = seen.answers.dnskey.records;
    if (record === undefined) throw new Error("no key");
    const other = { ...record, rdata: Buffer.from(record.rdata) };
    other.rdata[20] = 99;
    const withKeys = (records: (typeof record)[]): SignedDomain => ({
      ...seen,
      answers: { ...seen.answers, dnskey: { ...seen.answers.dnskey, records } },
    });
    const one = contentOf(withKeys([record, other]));
    expect(contentOf(withKeys([{ ...other, ttl: 7 }, record]))).toBe(one);
    expect(contentOf(seen)).not.toBe(one);
  });

  test.for([
    [{ key: 2 }, "a key"],
    [{ mxHost: "mx2.example.net" }, "an MX host"],
    [{ ns: "ns.example.net" }, "a name server"],
    [{ verdict: "dane_ok" }, "the verdict"],
  ] as const)("%#: changes with %j", ([how]) => {
    expect(contentOf(signed("a.example", how))).not.toBe(contentOf(signed("a.example")));
  });

  test("is shared by domains whose profiles are the same, but for raw keys", () => {
    const [a, b] = [
      domainContent(signed("a.example")),
      domainContent(signed("b.example", { key: 2 })),
    ];
    expect(a.state).toEqual(b.state);
    expect(a.rawContent).not.toBe(b.rawContent);
  });

  test("what could not be told is null, not empty, and asks for another look", () => {
    const seen = signed("a.example");
    const failed = { ...seen.answers.ns, status: "indeterminate", records: [] } as const;
    const { state } = domainContent({ ...seen, answers: { ...seen.answers, ns: failed } });
    expect(state.ns).toBeNull();
    expect([isDoubtful(state), isDoubtful(domainContent(seen).state)]).toEqual([true, false]);
  });

  test("raw records can be taken apart again", () => {
    const packed = packedRdata(signed("a.example").answers.ds.records, "DS");
    expect(packed.readUInt16BE(0)).toBe(packed.length - 2);
  });
});

describe("RFC 3110 §2: an RSA key's shape", () => {
  test.for([
    [Buffer.concat([Buffer.from([3, 1, 0, 1]), Buffer.alloc(256, 0xff)]), 2048, "010001"],
    [Buffer.concat([Buffer.from([1, 3]), Buffer.alloc(128, 0x01)]), 1017, "03"],
    [Buffer.concat([Buffer.from([0, 0, 1, 3, 0x80])]), 8, "03"],
    [Buffer.from([]), null, null],
    [Buffer.from([200, 1]), null, null],
    [Buffer.from([0, 1]), null, null],
  ] as const)("%#", ([key, bits, exponent]) => {
    expect(rsaShape(key)).toEqual({ bits, exponent });
  });
});

describe("opt-outs", () => {
  const { isOptedOut, narrowed } = optOutsOf(["Example.nl."], ["192.0.2.0/24", "2001:db8::1"]);
  test("hold for a name and all below it", () => {
    expect(["example.nl", "a.b.example.nl", "other-example.nl", "nl"].map(isOptedOut)).toEqual([
      ...[true, true, false, false],
    ]);
  });
  test("hold for addresses and ranges, whatever else allows them", () => {
    const mayConnect = narrowed(() => null);
    const refused = ["192.0.2.77", "2001:db8::1", "198.51.100.1", "2001:db8::2"];
    expect(refused.map((address) => mayConnect(address) !== null)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
