import { request } from "node:https";
import { RR } from "@/lib/model/dns-registry";
import { parseName } from "@/lib/verifier/dns/name";
import { isKind } from "@/lib/verifier/dns/record";
import type { Validator } from "@/lib/verifier/dnssec/validator";
import type { MayConnect } from "@/lib/verifier/net/address-policy";
import type { SendOutcome } from "../mail/mail-relay";
import { webhookHeaders } from "./sign-webhook";
import { parseWebhookUrl } from "./webhook-url";

/** One call of a webhook. */
export type WebhookCall = { id: string; url: string; secret: string; body: string; now: number };
export type WebhookSender = (call: WebhookCall) => Promise<SendOutcome>;

export type WebhookOptions = {
  resolve: Validator["resolve"];
  /** Asked about each address right before the connection, which goes to that address. */
  mayConnect: MayConnect;
  /** 443 but in tests. */
  port?: number;
  /** Certificate authorities in PEM form; the system's where absent. */
  ca?: string;
  timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
const ADDRESSES_TRIED = 2;
/** Of an answer nothing but its status is wanted; whoever sends more than this is hung up on. */
const MOST_ANSWER_OCTETS = 16_384;

/**
 * Calls webhooks: POST of JSON, signed, to a public address and nowhere else. Names are resolved
 * here and the connection is made to the address that was judged, so there is nothing to rebind; no
 * redirect is followed.
 */
export const webhookSender =
  (options: WebhookOptions): WebhookSender =>
  async (call) => {
    const url = parseWebhookUrl(call.url);
    if (!url.ok) return { kind: "refused", answer: "no address for a webhook" };
    const name = parseName(url.value.hostname);
    if (!name.ok) return { kind: "refused", answer: "no host name" };
    const answers = await Promise.all([
      options.resolve(name.value, RR.A),
      options.resolve(name.value, RR.AAAA),
    ]);
    const records = answers.flatMap((answer) => answer.records);
    const addresses = [...records.filter(isKind("A")), ...records.filter(isKind("AAAA"))].map(
      ({ data }) => data.address,
    );
    if (addresses.length === 0) return { kind: "later", answer: "its name has no address" };
    const allowed = addresses.filter((address) => options.mayConnect(address) === null);
    if (allowed.length === 0) return { kind: "refused", answer: "its address is not public" };
    let last: SendOutcome = { kind: "later", answer: "" };
    for (const address of allowed.slice(0, ADDRESSES_TRIED)) {
      last = await post(address, url.value, call, options);
      if (last.kind === "sent" || last.answer.startsWith("status ")) return last;
    }
    return last;
  };

function post(
  address: string,
  url: URL,
  call: WebhookCall,
  { port = 443, ca, timeoutMs = TIMEOUT_MS }: WebhookOptions,
): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const sent = request({
      host: address,
      port,
      servername: url.hostname,
      method: "POST",
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(call.body),
        "user-agent": "dane-stats watch",
        ...webhookHeaders(call, call.now),
      },
      agent: false,
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
    });
    const end = (outcome: SendOutcome) => {
      clearTimeout(timer);
      sent.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => end({ kind: "later", answer: "no answer in time" }), timeoutMs);
    sent.on("error", (error: NodeJS.ErrnoException) =>
      end({ kind: "later", answer: `not reached: ${error.code ?? error.name}`.slice(0, 100) }),
    );
    sent.on("response", (response) => {
      const status = response.statusCode ?? 0;
      const outcome = outcomeOf(status);
      let octets = 0;
      response.on("data", (chunk: Buffer) => {
        octets += chunk.length;
        if (octets > MOST_ANSWER_OCTETS) end(outcome);
      });
      response.on("end", () => end(outcome));
      response.on("error", () => end(outcome));
    });
    sent.end(call.body);
  });
}

/** 410 says that nobody wants it any more; anything else but success may be a fault of the moment. */
function outcomeOf(status: number): SendOutcome {
  const answer = `status ${status}`;
  if (status >= 200 && status < 300) return { kind: "sent", answer };
  return { kind: status === 410 ? "refused" : "later", answer };
}
