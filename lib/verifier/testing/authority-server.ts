import { RCODE } from "@/lib/model/dns-registry";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import { EMPTY_MESSAGE, type Message, type Question } from "../dns/message";
import { framed, onOnePort, type Running, streamServer, udpServer } from "./loopback-servers";
import type { TestWorld } from "./test-world";

/** What a faulty server does with one question; null: as it should. */
export type AuthorityFault = (asked: {
  question: Question;
  query: Message;
  over: "udp" | "tcp";
  /** What a good server would say. */
  answer: Message;
}) => "drop" | Message | null;

/**
 * An authoritative server of the world's zones on loopback, over UDP and TCP at one port: EDNS,
 * truncation and BADVERS as they should be, but for what `fault` does.
 */
export async function authorityServer(
  world: TestWorld,
  fault: AuthorityFault,
  { address = "127.0.0.1", port = 0, tcp = true } = {},
): Promise<Running> {
  const respond = (bytes: Buffer, over: "udp" | "tcp"): Buffer | null => {
    const query = decodeMessage(bytes);
    const question = query.ok ? query.value.questions[0] : undefined;
    if (!query.ok || question === undefined) return null;
    const answer = goodAnswer(world, query.value, question);
    const said = fault({ question, query: query.value, over, answer }) ?? answer;
    if (said === "drop") return null;
    const whole = encodeMessage(said);
    const limit = over === "tcp" ? 0xffff : Math.max(512, query.value.edns?.udpSize ?? 512);
    if (whole.length <= limit || said !== answer) return whole;
    return encodeMessage({ ...said, truncated: true, answer: [], authority: [], additional: [] });
  };
  const udp = (at: number) =>
    udpServer(
      (bytes, from, socket) => {
        const reply = respond(bytes, "udp");
        if (reply !== null) socket.send(reply, from.port, from.address);
      },
      at,
      address,
    );
  const stream = (at: number) =>
    streamServer(
      (bytes, socket) => {
        const reply = respond(bytes, "tcp");
        if (reply !== null) socket.write(framed(reply));
      },
      { port: at, address },
    );
  return onOnePort(tcp ? [udp, stream] : [udp], port);
}

function goodAnswer(world: TestWorld, query: Message, question: Question): Message {
  const { edns } = query;
  const base: Message = {
    ...EMPTY_MESSAGE,
    id: query.id,
    response: true,
    authoritative: true,
    questions: [question],
    edns:
      edns === null ? null : { udpSize: 1232, version: 0, dnssecOk: edns.dnssecOk, options: [] },
  };
  if (edns !== null && edns.version > 0) return { ...base, rcode: RCODE.BADVERS };
  const { rcode, answer, authority } = world.answer(question.name, question.type);
  return { ...base, rcode, answer, authority };
}
