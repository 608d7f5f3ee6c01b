import { createServer } from "node:net";
import { RR } from "@/lib/model/dns-registry";
import { encodeMessage } from "@/lib/verifier/dns/encode";
import { EMPTY_MESSAGE } from "@/lib/verifier/dns/message";
import { nameOf } from "@/lib/verifier/dns/name";
import { makeRecord } from "@/lib/verifier/dns/rdata-encode";

// A name server over TCP that costs next to nothing: each query gets one address and one signature of
// the length that P-256 has, whatever it asks for. Prints its port.
const zone = nameOf("bench.nl");
const address = makeRecord(zone, 3600, { kind: "A", address: "192.0.2.1" });
const signature = makeRecord(zone, 3600, {
  kind: "RRSIG",
  typeCovered: RR.A,
  algorithm: 13,
  labels: 2,
  originalTtl: 3600,
  expiration: 1_900_000_000,
  inception: 1_700_000_000,
  keyTag: 37_918,
  signer: zone,
  signature: Buffer.alloc(64, 7),
});
const whole = encodeMessage({
  ...EMPTY_MESSAGE,
  response: true,
  recursionDesired: true,
  recursionAvailable: true,
  questions: [{ name: zone, type: RR.A, class: 1 }],
  answer: [address, signature],
  edns: { udpSize: 1232, version: 0, dnssecOk: true, options: [] },
});
const HEAD = 12;
/** Owners point to the question, so what follows it fits to any question. */
const records = whole.subarray(questionEnd(whole));

function questionEnd(message: Buffer): number {
  let at = HEAD;
  for (let length = message[at] ?? 0; length !== 0; length = message[at] ?? 0) at += length + 1;
  return at + 5;
}

function answerTo(query: Buffer): Buffer {
  const question = query.subarray(HEAD, questionEnd(query));
  const length = HEAD + question.length + records.length;
  const frame = Buffer.allocUnsafe(2 + length);
  frame.writeUInt16BE(length, 0);
  whole.copy(frame, 2, 0, HEAD);
  query.copy(frame, 2, 0, 2);
  question.copy(frame, 2 + HEAD);
  records.copy(frame, 2 + HEAD + question.length);
  return frame;
}

const server = createServer((socket) => {
  let held = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    const data = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const answers: Buffer[] = [];
    let at = 0;
    while (at + 2 <= data.length) {
      const end = at + 2 + data.readUInt16BE(at);
      if (end > data.length) break;
      answers.push(answerTo(data.subarray(at + 2, end)));
      at = end;
    }
    held = Buffer.from(data.subarray(at));
    if (answers.length > 0) socket.write(Buffer.concat(answers));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on ${typeof address === "object" ? address?.port : ""}`);
});
