import { describe, expect, test } from "vitest";
import { CLASS_IN } from "@/lib/model/dns-registry";
import { base32HexText } from "../dns/base32hex";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import { compareNames, labelsOf, nameOf } from "../dns/name";
import type { DnsRecord } from "../dns/record";
import { TEST_NOW, TestZone } from "../testing/test-zone";
import rfc4035 from "../vectors/rfc4035-b.json";
import rfc5155 from "../vectors/rfc5155-b.json";
import { proveAbsence, proveNoCloser } from "./denial";
import { DenialSet } from "./denial-set";
import type { Trust, ZoneTrust } from "./judge";
import { judgeNegative, judgePositive, replyOf } from "./judge";
import { secure } from "./judgement";
import { nsec3Hash } from "./nsec3";
import { findRrset } from "./rrset";
import { TraceBook } from "./trace-book";
import { Work } from "./work";
import { zoneKey } from "./zone-key";

/** An owner, type, TTL and RDATA in hex. */
const toRecord = ([name, type, ttl, rdata]: readonly (string | number)[]): DnsRecord => ({
  name: nameOf(String(name)),
  type: Number(type),
  class: CLASS_IN,
  ttl: Number(ttl),
  rdata: Buffer.from(String(rdata), "hex"),
  data: { kind: "unknown" },
});

function throughWire(message: Message): Message {
  const decoded = decodeMessage(encodeMessage(message));
  if (!decoded.ok) throw new Error(decoded.error.code);
  return decoded.value;
}
const parsed = (record: DnsRecord): DnsRecord =>
  throughWire({ ...EMPTY_MESSAGE, answer: [record] }).answer[0] ?? record;

describe("RFC 4035 appendix B: example responses", () => {
  const key = parsed(toRecord(rfc4035.key));
  const zone: ZoneTrust = {
    zone: nameOf(rfc4035.zone),
    judgement: secure,
    keys: key.data.kind === "DNSKEY" ? [zoneKey({ ...key, data: key.data })] : [],
    expires: 0,
    trace: [],
  };
  const trust: Trust = {
    zone: async () => zone,
    around: async () => ({ judgement: secure, trace: [] }),
    isOvertaken: () => false,
  };

  test("the key's tag is 38519", () => expect(zone.keys[0]?.tag).toBe(38519));

  test.for(rfc4035.cases)("$id $title", async ({ query, rcode, answer, authority, expected }) => {
    const message = throughWire({
      ...EMPTY_MESSAGE,
      rcode,
      answer: answer.map(toRecord),
      authority: authority.map(toRecord),
    });
    const [name, type] = [nameOf(String(query[0])), Number(query[1])];
    const reply = replyOf(message, rfc4035.now);
    const book = new TraceBook();
    const rrset = findRrset(reply.answer, name, type);
    const absence =
      rrset === undefined ? await judgeNegative(name, type, reply, trust, book) : null;
    const judgement =
      rrset === undefined ? absence?.judgement : await judgePositive(rrset, reply, trust, book);
    if (judgement === undefined) throw new Error("neither answered nor denied");
    const reason = judgement.status === "secure" ? null : judgement.reason;
    const outcome = reason === null ? (absence?.outcome ?? "records") : "none";
    expect([judgement.status, outcome, reason]).toEqual(expected);
  });
});

describe("RFC 5155 appendix A: hashes", () => {
  const salt = Buffer.from(rfc5155.salt, "hex");
  test.for(rfc5155.hashes)("%s", ([name = "", hash]) =>
    expect(base32HexText(nsec3Hash(nameOf(name), salt, rfc5155.iterations))).toBe(hash),
  );
});

describe("RFC 5155 appendix B: example responses", () => {
  const zone = new TestZone("example", { inception: TEST_NOW - 1, expiration: TEST_NOW + 1 });
  const dnskeys = zone
    .records(zone.apex, 48)
    .flatMap((record) =>
      record.data.kind === "DNSKEY" ? [zoneKey({ ...record, data: record.data })] : [],
    );
  const records: Record<string, readonly (string | number)[]> = rfc5155.records;
  const setOf = (labels: readonly string[]) => {
    const section = labels.flatMap((label) =>
      zone.signed([parsed(toRecord(records[label] ?? []))]),
    );
    return new DenialSet(section, {
      zone: zone.apex,
      keys: dnskeys,
      now: TEST_NOW,
      work: new Work(),
      note: () => {},
    });
  };

  test.for(rfc5155.cases)("$id $title", ({ query, nsec3, proof }) => {
    const found = proveAbsence(nameOf(String(query[0])), Number(query[1]), setOf(nsec3));
    const shown =
      found.kind === "proven"
        ? [found.kind, found.outcome, found.optOut]
        : [found.kind, found.reason, null];
    expect(shown).toEqual(proof);
    if (nsec3.length > 1) {
      const incomplete = proveAbsence(
        nameOf(String(query[0])),
        Number(query[1]),
        setOf(nsec3.slice(1)),
      );
      expect(incomplete.kind).toBe("unproven");
    }
  });

  test("B.4 Wildcard expansion", () => {
    const { name, wildcard, nsec3 } = rfc5155.wildcard;
    expect(proveNoCloser(nameOf(name), nameOf(wildcard), setOf(nsec3))).toMatchObject({
      kind: "proven",
      optOut: true,
    });
    expect(proveNoCloser(nameOf(name), nameOf(wildcard), setOf(["0p9m"])).kind).toBe("unproven");
  });
});

describe("RFC 4034 §6.1: canonical name order", () => {
  test("the example of the section", () => {
    const ordered = [
      "example.",
      "a.example.",
      "yljkjljk.a.example.",
      "Z.a.example.",
      "zABC.a.EXAMPLE.",
      "z.example.",
      "\\001.z.example.",
      "*.z.example.",
      "\\200.z.example.",
    ].map(nameOf);
    const shuffled = [...ordered].sort((a, b) =>
      labelsOf(a).join() < labelsOf(b).join() ? 1 : -1,
    );
    expect(shuffled.sort(compareNames)).toEqual(ordered);
  });
});
