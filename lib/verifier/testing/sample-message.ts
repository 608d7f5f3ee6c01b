import { CLASS_IN, RR } from "@/lib/model/dns-registry";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import { nameOf } from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import type { DnsRecord, RecordData } from "../dns/record";

const owner = nameOf("mx.example.com");
const hex = (text: string): Buffer => Buffer.from(text, "hex");

const datas: readonly Exclude<RecordData, { kind: "unknown" }>[] = [
  { kind: "A", address: "192.0.2.1" },
  { kind: "AAAA", address: "2001:db8::f00:baaa" },
  { kind: "NS", target: nameOf("ns1.example.com") },
  { kind: "CNAME", target: nameOf("a\\.b.\\000x.example.com") },
  { kind: "PTR", target: nameOf("host.example.com") },
  { kind: "DNAME", target: nameOf("example.net") },
  { kind: "MX", preference: 10, exchange: nameOf("mx1.example.com") },
  {
    kind: "SOA",
    mname: nameOf("ns1.example.com"),
    rname: nameOf("host\\.master.example.com"),
    serial: 4_294_967_295,
    refresh: 3600,
    retry: 600,
    expire: 86_400,
    minimum: 300,
  },
  { kind: "TXT", strings: [Buffer.from('v=TLSRPTv1; rua="x"'), Buffer.from([0, 255])] },
  { kind: "DS", keyTag: 20_326, algorithm: 8, digestType: 2, digest: hex("e06d44b8".repeat(8)) },
  { kind: "CDS", keyTag: 0, algorithm: 0, digestType: 0, digest: hex("00") },
  { kind: "DNSKEY", flags: 257, protocol: 3, algorithm: 13, publicKey: hex("01020304") },
  { kind: "CDNSKEY", flags: 0, protocol: 3, algorithm: 0, publicKey: hex("00") },
  {
    kind: "RRSIG",
    typeCovered: RR.TLSA,
    algorithm: 13,
    labels: 3,
    originalTtl: 3600,
    expiration: 1_700_086_400,
    inception: 1_700_000_000,
    keyTag: 38_696,
    signer: nameOf("example.com"),
    signature: hex("ff".repeat(64)),
  },
  {
    kind: "NSEC",
    next: nameOf("\\000.mx.example.com"),
    types: [RR.A, RR.MX, RR.RRSIG, RR.NSEC, 1234],
  },
  {
    kind: "NSEC3",
    hashAlgorithm: 1,
    flags: 1,
    iterations: 12,
    salt: hex("aabbccdd"),
    nextHash: hex("065368abeed7ec6e9feba96b8c8bc3e8b791f716"),
    types: [RR.NS, RR.DS, RR.RRSIG],
  },
  { kind: "NSEC3PARAM", hashAlgorithm: 1, flags: 0, iterations: 0, salt: hex("") },
  { kind: "TLSA", usage: 3, selector: 1, matchingType: 1, association: hex("ab".repeat(32)) },
  { kind: "CAA", flags: 128, tag: "issue", value: Buffer.from("ca.example; x=1") },
];

const unknown: DnsRecord = {
  name: owner,
  type: 65_280,
  class: CLASS_IN,
  ttl: 60,
  rdata: hex("c00cdeadbeef"),
  data: { kind: "unknown" },
};

/** A response with one record of every type the codec parses, and one that it does not. */
export const sampleMessage: Message = {
  ...EMPTY_MESSAGE,
  id: 0x1234,
  response: true,
  recursionDesired: true,
  recursionAvailable: true,
  questions: [{ name: owner, type: RR.TLSA, class: CLASS_IN }],
  answer: [...datas.map((data) => makeRecord(owner, 3600, data)), unknown],
  authority: [
    makeRecord(nameOf("example.com"), 60, { kind: "NS", target: nameOf("ns1.example.com") }),
  ],
  edns: { udpSize: 1232, version: 0, dnssecOk: true, options: [] },
};
