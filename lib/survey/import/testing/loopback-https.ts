import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from "./loopback-certificate";

/** A real HTTPS server on 127.0.0.1, and every request it got. */
export type LoopbackHttps = {
  origin: string;
  requests: IncomingMessage[];
  /** Bodies of the requests, by their place. */
  bodies: string[];
  close(): Promise<void>;
};

/** Starts one; `answer` is called once a request's body is in. */
export async function startLoopbackHttps(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<LoopbackHttps> {
  const requests: IncomingMessage[] = [];
  const bodies: string[] = [];
  const server = createServer(
    { cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY },
    (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        requests.push(request);
        bodies.push(body);
        answer(request, response, body);
      });
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    requests,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
