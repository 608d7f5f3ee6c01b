/**
 * Measures the DNS codec against dns-packet and the validator against bare `crypto.verify`, on the
 * same packets and signatures in the same run. Prints figures and ratios; fails under the targets.
 */
import { createPublicKey, verify } from "node:crypto";
import { decode as dnsPacketDecode } from "dns-packet";
import { RR } from "@/lib/model/dns-registry";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import { encodeMessage } from "@/lib/verifier/dns/encode";
import { EMPTY_MESSAGE } from "@/lib/verifier/dns/message";
import { type Name, nameOf } from "@/lib/verifier/dns/name";
import { signedData } from "@/lib/verifier/dnssec/canonical";
import { ecdsaDerSignature } from "@/lib/verifier/dnssec/ecdsa-signature";
import { rrsetsOf } from "@/lib/verifier/dnssec/rrset";
import { Validator } from "@/lib/verifier/dnssec/validator";
import { TestWorld } from "@/lib/verifier/testing/test-world";
import { TEST_NOW, TestZone } from "@/lib/verifier/testing/test-zone";

const ROUNDS = 7;
const CODEC_TARGET = 2;
const VALIDATOR_TARGET = 0.8;

const tlsa = {
  kind: "TLSA",
  usage: 3,
  selector: 1,
  matchingType: 1,
  association: Buffer.alloc(32, 7),
} as const;

function worldOf(domains: number): TestWorld {
  const nl = new TestZone("nl");
  const zones = Array.from({ length: domains }, (_, i) =>
    new TestZone(`d${i}.nl`)
      .add("@", { kind: "MX", preference: 10, exchange: nameOf(`mx.d${i}.nl`) })
      .add("mx", { kind: "A", address: "192.0.2.1" })
      .add("mx", { kind: "AAAA", address: "2001:db8::1" })
      .add("_25._tcp.mx", tlsa),
  );
  for (const zone of zones) nl.delegate(zone);
  return new TestWorld(new TestZone(".").delegate(nl), nl, ...zones);
}

/** Calls a second: the best of several rounds, so that a busy machine counts less. */
function rate(count: number, work: () => void): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    best = Math.max(best, count / ((user + system) / 1e6));
  }
  return best;
}

async function rateAsync(count: number, work: () => Promise<void>): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    best = Math.max(best, count / ((user + system) / 1e6));
  }
  return best;
}

const questionsOf = (i: number): readonly [Name, number][] => [
  [nameOf(`d${i}.nl`), RR.MX],
  [nameOf(`mx.d${i}.nl`), RR.A],
  [nameOf(`mx.d${i}.nl`), RR.AAAA],
  [nameOf(`_25._tcp.mx.d${i}.nl`), RR.TLSA],
];

function benchCodec(world: TestWorld): boolean {
  const packets = questionsOf(0).map(([name, type]) => encodeMessage(world.answer(name, type)));
  const denial = encodeMessage(world.answer(nameOf("no.d0.nl"), RR.A));
  const loops = 20_000;
  const all = [...packets, denial];
  const ours = () => {
    for (let i = 0; i < loops; i++) for (const packet of all) decodeMessage(packet);
  };
  const theirs = () => {
    for (let i = 0; i < loops; i++) for (const packet of all) dnsPacketDecode(packet);
  };
  const mine = rate(loops * all.length, ours);
  const peer = rate(loops * all.length, theirs);
  const ratio = mine / peer;
  console.log(
    `codec: ${k(mine)} signed answers/s; dns-packet ${k(peer)}; ratio ${ratio.toFixed(2)} (target ${CODEC_TARGET})`,
  );
  return ratio >= CODEC_TARGET;
}

const k = (value: number): string => `${(value / 1000).toFixed(1)}k`;

/** Records every answer first, so that neither signing nor the test resolver is measured. */
async function benchValidator(world: TestWorld, domains: number): Promise<boolean> {
  const recorded = new Map<string, Buffer>();
  const record = world.validator();
  const lookup = world.lookup;
  for (let i = 0; i < domains; i++)
    for (const [name, type] of questionsOf(i)) await record.resolve(name, type);
  for (const question of new Set(world.asked)) {
    const at = question.lastIndexOf("/");
    const answer = await lookup(question.slice(0, at) as Name, Number(question.slice(at + 1)));
    if (answer.ok) recorded.set(question, encodeMessage({ ...EMPTY_MESSAGE, ...answer.value }));
  }
  const fromRecord = async (name: Name, type: number) => {
    const bytes = recorded.get(`${name}/${type}`);
    return bytes === undefined
      ? { ok: false as const, error: { code: "no_resolver" as const } }
      : decodeMessageOrFail(bytes);
  };
  const [root] = world.zones;
  const anchors = (root?.dsSet() ?? []).map((data) => ({ owner: nameOf("."), data }));
  const questions = Array.from({ length: domains }, (_, i) => questionsOf(i));
  let notSecure = 0;
  const checkAll = async () => {
    const validator = new Validator({ lookup: fromRecord, now: () => TEST_NOW, anchors });
    for (const each of questions)
      for (const [name, type] of each)
        if ((await validator.resolve(name, type)).status !== "secure") notSecure++;
  };
  const signatures = signaturesIn(recorded, world);
  const verifyAll = () => {
    for (const { key, data, signature } of signatures)
      if (!verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature)) notSecure++;
  };
  const verifyAllDer = () => {
    for (const { key, data, der } of signatures) if (!verify("sha256", data, key, der)) notSecure++;
  };
  const validated = await rateAsync(domains, checkAll);
  const bare = rate(domains, verifyAll);
  const bareDer = rate(domains, verifyAllDer);
  const ratio = validated / bare;
  if (notSecure > 0) throw new Error(`${notSecure} answers were not secure`);
  console.log(
    `validator: ${validated.toFixed(0)} domains/s (MX, A, AAAA, TLSA, DNSKEY, DS; ${(signatures.length / domains).toFixed(1)} P-256 signatures each, decoding included); bare crypto.verify of the signatures as DNSSEC writes them ${bare.toFixed(0)}, ratio ${ratio.toFixed(2)} (target ${VALIDATOR_TARGET}); of the same in DER, which Node reads faster, ${bareDer.toFixed(0)}, ratio ${(validated / bareDer).toFixed(2)}`,
  );
  return ratio >= VALIDATOR_TARGET;
}

function decodeMessageOrFail(bytes: Buffer) {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) throw new Error(decoded.error.code);
  return decoded;
}

/** The signatures that validating these answers has to check, ready to verify. */
function signaturesIn(recorded: ReadonlyMap<string, Buffer>, world: TestWorld) {
  return [...recorded.values()].flatMap((bytes) =>
    rrsetsOf(decodeMessageOrFail(bytes).value.answer).flatMap((rrset) =>
      rrset.signatures.slice(0, 1).map(({ data, rdata }) => {
        const zone = world.zones.find(({ apex }) => apex === data.signer);
        const point = zone?.keys[0]?.data.publicKey ?? Buffer.alloc(64);
        const x = point.subarray(0, 32).toString("base64url");
        const y = point.subarray(32).toString("base64url");
        const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
        const der = ecdsaDerSignature(data.signature);
        return { key, data: signedData(rrset, data, rdata), signature: data.signature, der };
      }),
    ),
  );
}

const domains = 400;
const world = worldOf(domains);
const codecHolds = benchCodec(world);
const validatorHolds = await benchValidator(world, domains);
process.exitCode = codecHolds && validatorHolds ? 0 : 1;
