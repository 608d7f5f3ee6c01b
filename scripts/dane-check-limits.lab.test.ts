import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { CheckReport } from "@/lib/model/check-report";
import { RCODE, RR } from "@/lib/model/dns-registry";
import { decodeMessage } from "@/lib/verifier/dns/decode";
import { encodeMessage } from "@/lib/verifier/dns/encode";
import { type Running, udpServer } from "@/lib/verifier/testing/loopback-servers";
import { builtCommands } from "./testing/built-commands";
import { runToEnd } from "./testing/run-command";

/** A resolver that answers a question when it is told to, with SERVFAIL. */
type HeldResolver = { waiting: Map<string, () => void>; server: Running };

let running: Running | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** @param onMx called with the names whose MX question waits, whenever there is one more. */
async function heldResolver(onMx: (held: HeldResolver["waiting"]) => void): Promise<string> {
  const waiting: HeldResolver["waiting"] = new Map();
  running = await udpServer((query, from, socket) => {
    const decoded = decodeMessage(query);
    const [question] = decoded.ok ? decoded.value.questions : [];
    if (!decoded.ok || question === undefined) return;
    const answer = () => {
      const reply = { ...decoded.value, response: true, rcode: RCODE.SERVFAIL };
      socket.send(encodeMessage(reply), from.port, from.address, () => {});
    };
    if (question.type !== RR.MX) return answer();
    waiting.set(question.name, answer);
    onMx(waiting);
  });
  return `127.0.0.1:${running.port}`;
}

describe("dane-check, its limits", () => {
  let file = "";
  beforeAll(() => {
    ({ daneCheck: file } = builtCommands());
  });
  const names = ["a.nl", "b.nl", "c.nl", "d.nl", "e.nl", "f.nl"];
  const run = (resolver: string, args: readonly string[], more = {}) =>
    runToEnd(process.execPath, [file, "--resolver", resolver, "--json", ...args], more);
  const domainsIn = (stdout: string) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => CheckReport.parse(JSON.parse(line)).domain);

  test.for([1, 2, 3])("--concurrency %i: so many domains at once, and no more", async (atOnce) => {
    let most = 0;
    const resolver = await heldResolver((waiting) => {
      most = Math.max(most, waiting.size);
      if (waiting.size < atOnce) return;
      for (const answer of waiting.values()) answer();
      waiting.clear();
    });
    const { status, stdout } = await run(resolver, ["--concurrency", `${atOnce}`, ...names]);
    expect(domainsIn(stdout)).toEqual(names);
    expect([status, most]).toEqual([3, atOnce]);
  });

  test("--timeout: a resolver that says nothing costs a second, and a report", async () => {
    const resolver = await heldResolver(() => {});
    const { status, stdout, stderr } = await run(resolver, ["--timeout", "1", "a.nl"]);
    expect(CheckReport.parse(JSON.parse(stdout))).toMatchObject({ verdict: "dns_error" });
    expect([status, stderr]).toEqual([3, ""]);
  });

  test.for(["SIGINT", "SIGTERM"] as const)("%s ends it at once, without a word", async (signal) => {
    let interrupt = () => {};
    const resolver = await heldResolver(() => interrupt());
    const ran = await run(resolver, ["--timeout", "3600", ...names], {
      meanwhile: (child: { kill: (signal: NodeJS.Signals) => void }) => {
        interrupt = () => child.kill(signal);
      },
    });
    expect(ran).toEqual({ status: signal, stdout: "", stderr: "" });
  });

  test.for(["18.20.8", "20.9.0", "21.6.2"])(
    "Node %s is told in a sentence that it is too old",
    async (version) => {
      const pretend = `Object.defineProperty(process,"versions",{value:{node:"${version}"}})`;
      const args = [
        "--import",
        `data:text/javascript,${encodeURIComponent(pretend)}`,
        file,
        "a.nl",
      ];
      expect(await runToEnd(process.execPath, args)).toEqual({
        status: 2,
        stdout: "",
        stderr: `dane-check: This needs Node 20.12 or newer, and this is ${version}.\n`,
      });
    },
  );

  test("a list without end does not stay in memory: names are read as they are needed", async () => {
    const resolver = await heldResolver((waiting) => {
      for (const answer of waiting.values()) answer();
      waiting.clear();
    });
    const script = 'yes a.nl | "$@" - | head -3';
    const command = [process.execPath, file, "--resolver", resolver, "--json"];
    const { stdout, stderr } = await runToEnd("bash", ["-c", script, "bash", ...command]);
    expect([domainsIn(stdout), stderr]).toEqual([["a.nl", "a.nl", "a.nl"], ""]);
  });
});
