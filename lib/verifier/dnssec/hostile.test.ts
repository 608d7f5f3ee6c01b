import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import { EMPTY_MESSAGE } from "../dns/message";
import { nameOf } from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import type { DnsRecord } from "../dns/record";
import { rekeyed, type TestKey, testKey } from "../testing/test-key";
import { TestWorld } from "../testing/test-world";
import { signRecords, TEST_NOW, TestZone } from "../testing/test-zone";
import { DenialSet } from "./denial-set";
import { nsec3Absence } from "./nsec3";
import { rrsetsOf } from "./rrset";
import { judgeRrset } from "./signature";
import { WORK_LIMITS, Work } from "./work";
import { type ZoneKey, zoneKey } from "./zone-key";
import { judgeZoneKeys } from "./zone-keys";

const owner = nameOf("mx.example.nl");
const zone = nameOf("example.nl");
const records = [makeRecord(owner, 60, { kind: "A", address: "192.0.2.1" })];
const message = (answer: readonly DnsRecord[]) => ({ ...EMPTY_MESSAGE, response: true, answer });

/** Different keys of one tag: swapping octets an even distance apart keeps the sum. */
function collidingKeys(count: number): { key: TestKey; zoneKeys: ZoneKey[] } {
  const key = testKey(8, 256, 1024);
  const { tag } = key;
  const found: TestKey[] = [];
  for (let i = 0; found.length < count; i++) {
    const publicKey = Buffer.from(key.data.publicKey);
    const [a, b] = [10 + 2 * (i % 40), 10 + 2 * Math.floor(i / 40 + (i % 40) + 1)];
    [publicKey[a], publicKey[b]] = [publicKey[b] ?? 0, publicKey[a] ?? 0];
    const other = rekeyed(key, { publicKey });
    if (other.tag === tag && !other.rdata.equals(key.rdata)) found.push(other);
  }
  const zoneKeys = found.map(({ data }) => zoneKey({ ...makeRecord(zone, 60, data), data }));
  return { key, zoneKeys };
}

describe("KeyTrap (CVE-2023-50387): many keys of one tag, many signatures", () => {
  test("one RRset costs at most 8 signature checks", () => {
    const { key, zoneKeys } = collidingKeys(100);
    const signatures = Array.from({ length: 100 }, (_, i) =>
      signRecords(records, zone, key, { inception: TEST_NOW - 1 - i, expiration: TEST_NOW + 9 }),
    );
    const [rrset] = rrsetsOf([...records, ...signatures]);
    const work = new Work();
    const judgement =
      rrset && judgeRrset(rrset, { zone, keys: zoneKeys, now: TEST_NOW, work, note: () => {} });
    expect(judgement).toEqual({ status: "bogus", reason: "too_many_signatures" });
    expect(work.signatures).toBe(WORK_LIMITS.signaturesPerRrset);
  });

  test("a set of a thousand keys and DS records is bounded too", () => {
    const { key, zoneKeys } = collidingKeys(200);
    const keys = zoneKeys.map(({ data }) => makeRecord(zone, 60, data));
    const signatures = Array.from({ length: 50 }, () =>
      signRecords(keys, zone, key, { inception: TEST_NOW - 1, expiration: TEST_NOW + 9 }),
    );
    const entries = Array.from({ length: 500 }, (_, i) => ({
      kind: "DS" as const,
      keyTag: key.tag,
      algorithm: 8,
      digestType: 2,
      digest: Buffer.alloc(32, i),
    }));
    const work = new Work();
    const judgement = judgeZoneKeys(
      { zone, entries, isAnchor: false },
      message([...keys, ...signatures]),
      { now: TEST_NOW, work, note: () => {} },
    );
    expect(judgement).toMatchObject({ status: "indeterminate", reason: "work_limit" });
    expect(work.digests).toBe(WORK_LIMITS.digests);
    expect(work.signatures).toBe(0);
  });

  test("a 64 KB answer of RRsets with bad signatures ends within the budget", () => {
    const { key, zoneKeys } = collidingKeys(4);
    const section: DnsRecord[] = [];
    for (let i = 0; i < 300; i++) {
      const data = { kind: "NSEC", next: nameOf(`n${i}x.example.nl`), types: [RR.A] } as const;
      const nsec = makeRecord(nameOf(`n${i}.example.nl`), 60, data);
      section.push(
        nsec,
        signRecords([nsec], zone, key, { inception: TEST_NOW - 1, expiration: TEST_NOW + 9 }),
      );
    }
    const bytes = encodeMessage(message(section));
    expect(bytes.length).toBeGreaterThan(60_000);
    const decoded = decodeMessage(bytes);
    if (!decoded.ok) throw new Error(decoded.error.code);
    const work = new Work();
    const set = new DenialSet(decoded.value.answer, {
      zone,
      keys: zoneKeys,
      now: TEST_NOW,
      work,
      note: () => {},
    });
    for (const nsec of set.nsecs) set.holds(nsec);
    expect(work.signatures).toBe(WORK_LIMITS.signatures);
  });
});

describe("NSEC3 exhaustion (CVE-2023-50868)", () => {
  const salt = Buffer.alloc(255, 7);
  const denial = { kind: "nsec3", iterations: 150, salt, optOut: false } as const;

  test("a name of 120 labels at 150 iterations with a long salt is bounded", () => {
    const hostile = new TestZone("example.nl", { denial });
    const name = nameOf(`${"a.".repeat(118)}example.nl`);
    const keys = hostile.keys.map(({ data }) => zoneKey({ ...makeRecord(zone, 60, data), data }));
    const work = new Work();
    const set = new DenialSet(hostile.denialOf(name), {
      zone,
      keys,
      now: TEST_NOW,
      work,
      note: () => {},
    });
    expect(nsec3Absence(name, RR.A, set).kind).toBe("unproven");
    expect(work.exhausted).toBe(true);
    expect(work.nsec3Sha1).toBeLessThanOrEqual(WORK_LIMITS.nsec3Sha1);
  });

  test("the verdict is that we could not tell, not that the name is absent or the zone insecure", async () => {
    const hostile = new TestZone("example.nl", { denial });
    const nl = new TestZone("nl").delegate(hostile);
    const world = new TestWorld(new TestZone(".").delegate(nl), nl, hostile);
    const result = await world.validator().resolve(nameOf(`${"a.".repeat(118)}example.nl`), RR.A);
    expect([result.status, result.outcome, result.reason]).toEqual([
      "indeterminate",
      "none",
      "work_limit",
    ]);
  });
});

describe("keys that cost too much (stack.md: cap RSA exponents and moduli)", () => {
  const rsa = (exponent: Buffer, modulus: Buffer) =>
    Buffer.concat([
      Buffer.from([0]),
      Buffer.from([exponent.length >> 8, exponent.length & 255]),
      exponent,
      modulus,
    ]);
  test.for([
    [
      "an exponent of 65 bits",
      rsa(Buffer.from("010000000000000001", "hex"), Buffer.alloc(128, 0xff)),
      "key_unsupported",
    ],
    [
      "a modulus of 4104 bits",
      rsa(Buffer.from([1, 0, 1]), Buffer.alloc(513, 0xff)),
      "key_unsupported",
    ],
    ["an even exponent", rsa(Buffer.from([4]), Buffer.alloc(128, 0xff)), "key_malformed"],
    ["no modulus", rsa(Buffer.from([3]), Buffer.alloc(0)), "key_malformed"],
    ["an exponent longer than the key", Buffer.from([200, 1]), "key_malformed"],
    ["an empty key", Buffer.alloc(0), "key_malformed"],
  ] as const)("%s: %s", async ([, publicKey, reason]) => {
    const key = rekeyed(testKey(8), { publicKey });
    const bad = new TestZone("example.nl", { keys: [key] }).put(owner, {
      kind: "A",
      address: "192.0.2.1",
    });
    const nl = new TestZone("nl").delegate(bad);
    const world = new TestWorld(new TestZone(".").delegate(nl), nl, bad);
    const result = await world.validator().resolve(owner, RR.A);
    expect([result.status, result.reason]).toEqual(["bogus", reason]);
  });

  test("a point that is not on the curve is no key", async () => {
    const key = rekeyed(testKey(13), { publicKey: Buffer.alloc(64, 1) });
    const bad = new TestZone("example.nl", { keys: [key] }).put(owner, {
      kind: "A",
      address: "192.0.2.1",
    });
    const nl = new TestZone("nl").delegate(bad);
    const world = new TestWorld(new TestZone(".").delegate(nl), nl, bad);
    expect((await world.validator().resolve(owner, RR.A)).reason).toBe("key_malformed");
  });
});

describe("RFC 4035 §3.1.4.1: an alias in answer to the question for DS records", () => {
  const cname = { kind: "CNAME", target: nameOf("elsewhere.example") } as const;
  /** The DS question of `name` is answered with an alias, signed in the name of `signer` or not at all. */
  function worldWithAlias(name: string, signer: string | null) {
    const signed = new TestZone("example.nl").put(owner, { kind: "A", address: "192.0.2.1" });
    const nl = new TestZone("nl").delegate(signed);
    const world = new TestWorld(new TestZone(".").delegate(nl), nl, signed);
    const alias = makeRecord(nameOf(name), 60, cname);
    const forged =
      signer === null ? [] : [signRecords([alias], nameOf(signer), testKey(13), signed)];
    world.tamper = (message, asked, type) =>
      type === RR.DS && asked === nameOf(name) ? { ...message, answer: [alias, ...forged] } : null;
    return world;
  }
  test.for([
    ["example.nl", null],
    ["example.nl", "example.nl"],
    ["example.nl", "mx.example.nl"],
    ["example.nl", "nl"],
    ["nl", null],
    ["nl", "nl"],
  ] as const)("%s signed by %s is bogus, and nobody waits for himself", async ([name, signer]) => {
    const result = await worldWithAlias(name, signer).validator().resolve(owner, RR.A);
    expect(result.status).toBe("bogus");
  });
});
