import { connect, type Socket } from "node:net";

/** What a load on one address came to. */
export type LoadResult = { requestsPerSecond: number; responses: number; failures: number };

export type Load = {
  port: number;
  path: string;
  headers: Record<string, string>;
  connections: number;
  durationMs: number;
};

/**
 * Keeps a number of connections busy, one request at a time each.
 *
 * Written on bare sockets, as a full HTTP client costs more than the servers it would measure. All
 * answers to one address have the same status line and length, learnt from the first answer.
 */
export async function applyLoad(load: Load): Promise<LoadResult> {
  const lines = Object.entries({ host: "bench", ...load.headers }).map(
    ([k, v]) => `${k}: ${v}\r\n`,
  );
  const request = Buffer.from(`GET ${load.path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const begunAt = performance.now();
  const end = begunAt + load.durationMs;
  const counts = await Promise.all(
    Array.from({ length: load.connections }, () => drive(load.port, request, end)),
  );
  const responses = counts.reduce((sum, count) => sum + count.responses, 0);
  const failures = counts.reduce((sum, count) => sum + count.failures, 0);
  const seconds = (performance.now() - begunAt) / 1_000;
  return { requestsPerSecond: responses / seconds, responses, failures };
}

function drive(
  port: number,
  request: Buffer,
  end: number,
): Promise<{ responses: number; failures: number }> {
  return new Promise((resolve) => {
    const count = { responses: 0, failures: 0 };
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.setNoDelay(true);
    let pending = Buffer.alloc(0);
    /** Bytes of the current answer still to come, once its head was read. */
    let missing = -1;
    socket.on("data", (chunk) => {
      if (missing < 0) {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const headEnd = pending.indexOf("\r\n\r\n");
        if (headEnd === -1) return;
        const head = pending.toString("latin1", 0, headEnd);
        if (!head.startsWith("HTTP/1.1 200")) count.failures += 1;
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        missing = headEnd + 4 + length - pending.length;
        pending = Buffer.alloc(0);
      } else {
        missing -= chunk.length;
      }
      if (missing > 0) return;
      missing = -1;
      count.responses += 1;
      if (performance.now() < end) socket.write(request);
      else socket.end();
    });
    socket.on("error", () => {
      count.failures += 1;
    });
    socket.on("close", () => resolve(count));
  });
}
