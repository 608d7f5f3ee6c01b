import { createServer } from "node:net";
import { expect, test } from "vitest";
import { makeReportsWithoutLookUps } from "./reports";

type Endpoint = { host?: string; ip4?: string };
type Report = {
  header: { networkInterfaces?: unknown };
  libuv: { localEndpoint?: Endpoint | null }[];
};

test("a report gives addresses and looks no names up", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const settings = process.report as { excludeNetwork?: boolean };
  const before = settings.excludeNetwork ?? false;
  const report = () => process.report.getReport() as unknown as Report;
  try {
    settings.excludeNetwork = false;
    expect(report().header.networkInterfaces).toBeDefined();
    makeReportsWithoutLookUps();
    expect(report().header.networkInterfaces).toBeUndefined();
    const endpoints = report().libuv.flatMap(({ localEndpoint }) => localEndpoint ?? []);
    // The host that Node calls "localhost" otherwise.
    expect(endpoints.find(({ ip4 }) => ip4 === "127.0.0.1")?.host).toBe("127.0.0.1");
  } finally {
    settings.excludeNetwork = before;
    server.close();
  }
});
