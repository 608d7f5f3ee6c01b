import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLASS_IN, RR } from "@/lib/model/dns-registry";
import { sampleMessage } from "../testing/sample-message";
import { decodeMessage } from "./decode";
import { encodeMessage, encodeQuery } from "./encode";
import { EMPTY_MESSAGE, extendedErrors, type Message } from "./message";
import { nameOf, nameToWire, ROOT } from "./name";
import { encodeRdata, makeRecord } from "./rdata-encode";
import { recordText } from "./rdata-text";

const decoded = (bytes: Buffer): Message => {
  const result = decodeMessage(bytes);
  if (!result.ok) throw new Error(`${result.error.code} at ${result.error.offset}`);
  return result.value;
};
const failure = (hex: string) => {
  const result = decodeMessage(Buffer.from(hex.replace(/\s/g, ""), "hex"));
  return result.ok ? null : result.error.code;
};
const header = (counts: string) => `1234 8180 ${counts}`;

describe("RFC 1035 §4: messages", () => {
  test("encode and decode agree for every type that is parsed", () => {
    const message = decoded(encodeMessage(sampleMessage));
    expect(message).toEqual(sampleMessage);
    expect(decoded(encodeMessage(message))).toEqual(message);
  });

  test("records come with their raw RDATA, re-encoded equal", () => {
    for (const record of decoded(encodeMessage(sampleMessage)).answer)
      if (record.data.kind !== "unknown") expect(encodeRdata(record.data)).toEqual(record.rdata);
  });

  test("compressed RDATA names are expanded and keep their case", () => {
    const bytes = Buffer.from(
      `${header("0001 0001 0000 0000")} 024d58 07 4578616d706c65 00 000f0001 c00c 000f0001 00000e10 0006 000a 0161 c00f`.replace(
        /\s/g,
        "",
      ),
      "hex",
    );
    const [mx] = decoded(bytes).answer;
    expect(mx?.name).toBe("mx.example.");
    expect(mx?.data).toEqual({ kind: "MX", preference: 10, exchange: "a.example." });
    expect(mx?.rdata.toString("latin1")).toBe("\0\x0a\x01a\x07Example\0");
  });

  test.for([
    [
      "a name that points forward",
      `${header("0001 0000 0000 0000")} c00e 0001 0001`,
      "pointer_forward",
    ],
    [
      "a name that points at itself",
      `${header("0001 0000 0000 0000")} c00c 0001 0001`,
      "pointer_forward",
    ],
    [
      "a loop through a label",
      `${header("0001 0000 0000 0000")} 0161 c00c 0001 0001`,
      "pointer_forward",
    ],
    [
      "an extended label type",
      `${header("0001 0000 0000 0000")} 4101 00 0001 0001`,
      "label_type_unknown",
    ],
    ["a label past the end", `${header("0001 0000 0000 0000")} 3f61`, "truncated"],
    ["a count past the end", `${header("0002 0000 0000 0000")} 00 0001 0001`, "truncated"],
    [
      "RDLENGTH past the end",
      `${header("0000 0001 0000 0000")} 00 0001 0001 00000000 0005 01020304`,
      "rdata_overrun",
    ],
    [
      "RDLENGTH longer than an address",
      `${header("0000 0001 0000 0000")} 00 0001 0001 00000000 0005 0102030405`,
      "rdata_trailing",
    ],
    [
      "RDLENGTH shorter than an address",
      `${header("0000 0001 0000 0000")} 00 0001 0001 00000000 0003 010203`,
      "truncated",
    ],
    [
      "RDLENGTH that cuts a name",
      `${header("0000 0001 0000 0000")} 00 0002 0001 00000000 0002 0161 00`,
      "truncated",
    ],
    [
      "a compressed name in a DNAME",
      `${header("0001 0001 0000 0000")} 0161 00 0027 0001 c00c 0027 0001 00000000 0002 c00c`,
      "pointer_not_allowed",
    ],
    ["bytes after the last record", `${header("0000 0000 0000 0000")} 00`, "trailing_bytes"],
    [
      "OPT as an answer",
      `${header("0000 0001 0000 0000")} 00 0029 1000 00000000 0000`,
      "opt_misplaced",
    ],
    [
      "OPT twice",
      `${header("0000 0000 0000 0002")} 00 0029 1000 00000000 0000 00 0029 1000 00000000 0000`,
      "opt_repeated",
    ],
    [
      "an EDNS option past OPT's end",
      `${header("0000 0000 0000 0001")} 00 0029 1000 00000000 0004 000f 0002`,
      "rdata_invalid",
    ],
    [
      "type bit map windows out of order",
      `${header("0000 0001 0000 0000")} 00 002f 0001 00000000 0007 00 010140 000140`,
      "rdata_invalid",
    ],
    [
      "an empty CAA tag",
      `${header("0000 0001 0000 0000")} 00 0101 0001 00000000 0002 0000`,
      "rdata_invalid",
    ],
    ["a header cut short", "1234 8180 0000", "truncated"],
  ] as const)("refuses %s", ([, hex, code]) => expect(failure(hex)).toBe(code));

  test("a dot inside a label stays inside its label", () => {
    const bytes = Buffer.from(
      `${header("0001 0000 0000 0000")} 03612e62 03 636f6d 00 00010001`.replace(/\s/g, ""),
      "hex",
    );
    expect(decoded(bytes).questions[0]?.name).toBe("a\\.b.com.");
  });

  test("RFC 2181 §8: a TTL with its top bit set is 0", () => {
    const record = makeRecord(ROOT, 0x80000001, { kind: "A", address: "192.0.2.1" });
    expect(decoded(encodeMessage({ ...EMPTY_MESSAGE, answer: [record] })).answer[0]?.ttl).toBe(0);
  });
});

describe("RFC 6891 EDNS and RFC 8914 extended errors", () => {
  test("extended rcode, DO and options survive", () => {
    const data = Buffer.concat([Buffer.from([0, 7]), Buffer.from("expired yesterday\0")]);
    const edns = { udpSize: 1232, version: 0, dnssecOk: true, options: [{ code: 15, data }] };
    const message = decoded(encodeMessage({ ...EMPTY_MESSAGE, rcode: 23, edns }));
    expect(message.rcode).toBe(23);
    expect(message.edns).toEqual(edns);
    expect(extendedErrors(message)).toEqual([
      { infoCode: 7, meaning: "Signature Expired", text: "expired yesterday" },
    ]);
  });

  test("a query asks for what it should, padded to a block", () => {
    const options = {
      id: 7,
      name: nameOf("a.example"),
      type: RR.TLSA,
      dnssecOk: true,
      checkingDisabled: true,
      udpSize: 1232,
    };
    const query = decoded(encodeQuery(options));
    expect(query).toMatchObject({
      id: 7,
      checkingDisabled: true,
      recursionDesired: true,
      edns: { dnssecOk: true, udpSize: 1232, options: [] },
    });
    expect(query.questions).toEqual([{ name: "a.example.", type: RR.TLSA, class: CLASS_IN }]);
    for (const name of ["a", "example.com", `${"x".repeat(63)}.`.repeat(3)]) {
      const padded = encodeQuery({ ...options, name: nameOf(name), padTo: 128 });
      expect(padded.length % 128).toBe(0);
      expect(decoded(padded).edns?.options[0]?.code).toBe(12);
    }
  });
});

describe("hostile packets", () => {
  const packet = encodeMessage(sampleMessage);
  const mutation = fc.array(
    fc.record({
      at: fc.nat(packet.length - 1),
      value: fc.nat(255),
      kind: fc.constantFrom("set", "cut", "insert"),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const mutate = (changes: readonly { at: number; value: number; kind: string }[]) => {
    let bytes = Buffer.from(packet);
    for (const { at, value, kind } of changes) {
      if (kind === "set") bytes[at % bytes.length] = value;
      else if (kind === "cut") bytes = bytes.subarray(0, Math.max(12, at));
      else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at)]);
    }
    return bytes;
  };

  test("mutated packets never throw, and what is accepted re-encodes to the same", () => {
    fc.assert(
      fc.property(mutation, (changes) => {
        const first = decodeMessage(mutate(changes));
        if (!first.ok) return;
        const again = decodeMessage(encodeMessage(first.value));
        expect(again).toEqual(first);
        for (const record of first.value.answer) expect(recordText(record)).toBeTypeOf("string");
      }),
      { numRuns: 20_000 },
    );
  });

  test("random bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeMessage(bytes)),
      { numRuns: 5_000 },
    );
  });

  /** A message with a name that leads through so many pointers, each to the one before it. */
  function chained(pointers: number): Buffer {
    const rdata = Buffer.alloc(2 * pointers);
    const base = 12 + 11;
    for (let at = 2; at < rdata.length; at += 2) rdata.writeUInt16BE(0xc000 | (base + at - 2), at);
    const head = Buffer.from(
      `${header("0000 0002 0000 0000")} 00 ff00 0001 00000000`.replace(/ /g, ""),
      "hex",
    );
    const length = Buffer.from([rdata.length >> 8, rdata.length & 255]);
    const owner = Buffer.alloc(2);
    owner.writeUInt16BE(0xc000 | (base + rdata.length - 2));
    const rest = Buffer.from("ff00000100000000" + "0000", "hex");
    return Buffer.concat([head, length, rdata, owner, rest]);
  }
  test.for([
    [1, null],
    [127, null],
    [128, "pointer_chain_too_long"],
    [8000, "pointer_chain_too_long"],
  ] as const)("a name behind %i pointers: %s", ([pointers, code]) => {
    const result = decodeMessage(chained(pointers));
    expect(result.ok ? null : result.error.code).toBe(code);
  });

  test("64 KB of pointers to pointers are no message", () => {
    const bytes = Buffer.alloc(65_535);
    bytes.writeUInt16BE(5_000, 6);
    for (let at = 14; at + 2 < 16_384; at += 2) bytes.writeUInt16BE(0xc000 | (at - 2), at);
    expect(decodeMessage(bytes).ok).toBe(false);
  });
});

const oracle = "/usr/bin/python3";
const oracleProgram = `
import sys, dns.message, dns.name
for line in sys.stdin:
    try:
        m = dns.message.from_wire(bytes.fromhex(line.strip()), one_rr_per_rrset=True)
        print("|".join("%s %d %d %s" % (s.name.canonicalize().to_wire().hex(), s.rdtype, s.ttl, s[0].to_wire().hex()) for s in m.answer if len(s) > 0))
    except Exception as e:
        print("ERR " + type(e).__name__)
`;
const hasOracle = (() => {
  try {
    execFileSync(oracle, ["-c", "import dns.message"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasOracle)(
  "dnspython agrees (skipped: python3-dnspython is not installed)",
  () => {
    test("on 3,000 mutated packets: what we accept, it reads alike", () => {
      const packet = encodeMessage(sampleMessage);
      const packets: Buffer[] = [];
      let seed = 42;
      const random = (below: number) => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        return (seed >>> 8) % below;
      };
      for (let i = 0; i < 3_000; i++) {
        const bytes = Buffer.from(packet);
        for (let n = random(3) + 1; n > 0; n--) bytes[12 + random(bytes.length - 12)] = random(256);
        packets.push(bytes);
      }
      const output = execFileSync(oracle, ["-c", oracleProgram], {
        input: packets.map((bytes) => bytes.toString("hex")).join("\n"),
        encoding: "utf8",
        maxBuffer: 1 << 28,
      }).split("\n");
      let compared = 0;
      for (const [i, bytes] of packets.entries()) {
        const ours = decodeMessage(bytes);
        const theirs = output[i] ?? "";
        if (!ours.ok || theirs.startsWith("ERR")) continue;
        compared++;
        const lines = ours.value.answer.map(
          ({ name, type, ttl, rdata }) =>
            `${nameToWire(name).toString("hex")} ${type} ${ttl} ${rdata.toString("hex")}`,
        );
        expect(theirs.split("|")).toEqual(lines);
      }
      expect(compared).toBeGreaterThan(1_000);
    });
  },
);
