import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stageTimer } from "./stage-timer";

let server: Server;
let client: Socket;

beforeEach(async () => {
  server = createServer((socket) => {
    socket.write("220 here\r\n");
    socket.on("data", () => socket.write("250 hello\r\n"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  client = connect(port, "127.0.0.1");
});

afterEach(() => {
  client.destroy();
  server.close();
});

/** Keeps this process from everything else. */
function holdUp(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** What came first: that the time is up, or so many messages. */
const firstOf = (withinMs: number, messages: number): Promise<"late" | "heard"> =>
  new Promise((resolve) => {
    const stop = stageTimer(withinMs, () => resolve("late"));
    let heard = 0;
    client.on("data", () => {
      heard += 1;
      if (heard < messages) client.write("EHLO there\r\n");
      else {
        stop();
        resolve("heard");
      }
    });
  });

test("what came in time is read before the time is up, though we were held up", async () => {
  await once(client, "connect");
  const first = firstOf(20, 1);
  holdUp(60);
  expect(await first).toBe("heard");
});

test("time that we lost is given back, so an answer to come is heard as well", async () => {
  await once(client, "connect");
  const first = firstOf(200, 2);
  holdUp(390);
  expect(await first).toBe("heard");
});

test("but only once: who stays silent is late", async () => {
  await once(client, "connect");
  const first = firstOf(20, 1_000_000);
  client.removeAllListeners("data").resume();
  holdUp(100);
  expect(await first).toBe("late");
});

test("once stopped it stays silent", async () => {
  let isLate = false;
  const stop = stageTimer(5, () => {
    isLate = true;
  });
  stop();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isLate).toBe(false);
});
