import { createServer, type RequestListener, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { err, ok, type Result } from "@/lib/result";

export type ListenError = { code: "port_taken" | "cannot_listen"; message: string };

/** How long requests in progress may hold up the end of the process. */
const DRAIN_MS = 5_000;

/** An HTTP server with limits on what one client may hold up. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      // Longer than the usual minute of a proxy in front, so that it is the proxy that hangs up.
      keepAliveTimeout: 75_000,
    },
    listener,
  );
  server.on("clientError", refuseBrokenRequest);
  return server;
}

/** Starts listening; resolves with the address, or with a sentence that says why not. */
export function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<Result<string, ListenError>> {
  return new Promise((resolve) => {
    const failed = (cause: NodeJS.ErrnoException) => resolve(err(listenError(cause, host, port)));
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      const { address, family, port: bound } = server.address() as AddressInfo;
      resolve(ok(`http://${family === "IPv6" ? `[${address}]` : address}:${bound}`));
    });
  });
}

function listenError({ code }: NodeJS.ErrnoException, host: string, port: number): ListenError {
  if (code === "EADDRINUSE") {
    return {
      code: "port_taken",
      message: `Port ${port} on ${host} is taken by another program. Set PORT to a free one.`,
    };
  }
  return {
    code: "cannot_listen",
    message: `Cannot listen on ${host} port ${port} (${code}). Set HOST and PORT.`,
  };
}

/** Stops accepting, lets what is being answered finish within a few seconds, and resolves. */
export async function closeHttpServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}

/** What the parser refused never becomes a request: the answer is written by hand, in one line. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status =
    { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ""] ?? 400;
  const body = `${STATUS_CODES[status]}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "content-type: text/plain; charset=utf-8",
      `content-length: ${body.length}`,
      "x-content-type-options: nosniff",
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
