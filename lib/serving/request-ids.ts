import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv4 } from "node:net";

/** Names one request in the logs and in its answer. */
export type RequestIds = (request: IncomingMessage) => string;

const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/**
 * Ids of this process: a random prefix and a counter, which costs a hit nothing. A trusted proxy's
 * own `X-Request-Id` is kept, so that its log and ours can be joined.
 *
 * @param trustedProxies addresses or CIDR ranges, already validated.
 */
export function createRequestIds(trustedProxies: readonly string[]): RequestIds {
  const trusted = new BlockList();
  for (const range of trustedProxies) {
    const [address = "", prefix] = range.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const start = randomBytes(6).toString("hex");
  let count = 0;
  const own = () => {
    count += 1;
    return `${start}-${count.toString(36)}`;
  };
  if (trustedProxies.length === 0) return own;
  return (request) => {
    const given = request.headers["x-request-id"];
    if (typeof given !== "string" || !ACCEPTABLE.test(given)) return own();
    const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    return address !== "" && trusted.check(address, isIPv4(address) ? "ipv4" : "ipv6")
      ? given
      : own();
  };
}
