import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAB_DOMAINS } from "@/lab/domains/all";
import { hasProgram } from "@/lab/programs";
import { type Lab, startLab } from "@/lab/start";
import { CheckReport } from "@/lib/model/check-report";
import { DOMAIN_VERDICTS, type DomainVerdict } from "@/lib/model/check-verdicts";
import { exitStatusOf } from "./dane-check/exit-status";
import { builtCommands, nodesHere } from "./testing/built-commands";
import { type Ran, runToEnd } from "./testing/run-command";

const hasServers = hasProgram("nsd") && hasProgram("unbound");
const hasScript = spawnSync("script", ["--version"]).status === 0;

/** One domain of each verdict that is soon judged. */
const OF_EACH: Readonly<Record<DomainVerdict, string>> = {
  dane_ok: "good.nl",
  dane_partial: "worse-host-only.nl",
  dane_fail: "starttls-not-offered.ch",
  dane_unusable: "none-usable.nl",
  no_dane: "no-dane.nl",
  insecure: "unsigned.nl",
  bogus: "mx-bogus.nl",
  null_mx: "null-mx.nl",
  no_mail: "no-address.nl",
  nxdomain: "no-such-domain.nl",
  tempfail: "banner-554.ch",
  dns_error: "mx-servfail.nl",
};

/** A report without what differs from one check to the next. */
const lasting = (report: CheckReport): CheckReport => ({
  ...report,
  checkedAt: "",
  durationMs: 0,
  hosts: report.hosts.map((host) => ({
    ...host,
    tlsa: host.tlsa.map((record) => ({ ...record, ttl: 0 })),
    addresses: host.addresses.map((address) => ({
      ...address,
      // The words of OpenSSL, for people.
      attempts: address.attempts.map((attempt) => ({ ...attempt, detail: null })),
    })),
  })),
});

/** What a terminal would obey, but for line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Node takes a terminal of continuous integration for one without colours. */
const NOT_IN_CI = ["env", "-u", "CI"];

describe.skipIf(!hasServers)("dane-check as a process (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  let file = "";
  let options: string[] = [];
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "dane-check-"));
    ({ daneCheck: file } = builtCommands());
    lab = await startLab();
    const { address, port } = lab.resolver;
    options = [
      ...["--resolver", `${address}:${port}`, "--trust-anchor", lab.trustAnchorFile],
      ...["--port", `${lab.smtpPort}`, "--allow-private", "--no-hygiene"],
    ];
  });
  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], more: Parameters<typeof runToEnd>[2] = {}) =>
    runToEnd(process.execPath, [file, ...options, ...args], more);
  const reportsIn = ({ stdout }: Ran) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => CheckReport.parse(JSON.parse(line)));

  describe("exit status", () => {
    test.for(DOMAIN_VERDICTS)("of %s", async (verdict) => {
      const ran = await run(["--json", OF_EACH[verdict]]);
      expect(reportsIn(ran).map((report) => report.verdict)).toEqual([verdict]);
      expect(ran).toMatchObject({ status: exitStatusOf(verdict), stderr: "" });
    });

    test.for([
      [["dane_ok", "no_dane"], 4],
      [["dane_ok", "no_dane", "dns_error"], 3],
      [["dns_error", "dane_fail", "dane_ok"], 1],
    ] as const)("of %j: %i", async ([verdicts, status]) => {
      const ran = await run(verdicts.map((verdict) => OF_EACH[verdict]));
      expect(ran).toMatchObject({ status, stderr: "" });
    });

    test("a name that is none is wrong use, and the others are judged", async () => {
      const ran = await run(["--json", "good.nl", "no..name", "no-dane.nl"]);
      expect(reportsIn(ran).map(({ domain }) => domain)).toEqual(["good.nl", "no-dane.nl"]);
      expect(ran.status).toBe(2);
      expect(ran.stderr).toMatch(/^dane-check: "no\.\.name" is no domain to check: .*\.\n$/);
    });
  });

  describe("--nagios: one line, and the four statuses of a plug-in", () => {
    test.for([
      ["dane_ok", 0, "OK"],
      ["no_dane", 1, "WARNING"],
      ["dane_fail", 2, "CRITICAL"],
      ["bogus", 2, "CRITICAL"],
      ["dns_error", 3, "UNKNOWN"],
    ] as const)("%s: %i", async ([verdict, status, word]) => {
      const ran = await run(["--nagios", OF_EACH[verdict]]);
      expect(ran).toMatchObject({ status, stderr: "" });
      expect(ran.stdout).toMatch(
        new RegExp(`^DANE ${word} - [^|\n]+ \\| '${OF_EACH[verdict]}'=\\d+ms( '[^']+'=\\S+)*\n$`),
      );
    });

    test.for([[["--port", "0"]], [["--nosuch"]], [["no..name"]]])(
      "wrong use is UNKNOWN on standard output: %j",
      async ([args = []]) => {
        const ran = await run(["--nagios", ...args]);
        expect(ran.status).toBe(3);
        expect(ran.stdout).toMatch(/^DANE UNKNOWN - .*\n$/);
      },
    );
  });

  test("--json: a line each, in the order asked, whoever is ready first", async () => {
    const names = ["mx-silence.nl", "good.nl", "mx-servfail.nl", "unsigned.nl", "two-hosts.nl"];
    const ran = await run(["--json", "--concurrency", "5", "--timeout", "5", ...names]);
    expect(reportsIn(ran).map(({ domain }) => domain)).toEqual(names);
    expect(ran.status).toBe(3);
  });

  test("every domain that does not end undecided, in one run, each with its planned verdict", async () => {
    const quick = LAB_DOMAINS.filter(({ verdict }) => !["tempfail", "dns_error"].includes(verdict));
    const input = `${quick.map(({ name }) => name).join("\n")}\n`;
    const ran = await run(["--json", "--concurrency", "30", "-"], { input });
    expect(reportsIn(ran).map(({ domain, verdict }) => [domain, verdict])).toEqual(
      quick.map(({ name, verdict }) => [name, verdict]),
    );
  });

  describe("through a resolver that is not to be trusted", () => {
    const through = ({ address, port }: Lab["resolver"], name: string) => {
      const [, , ...rest] = options;
      const resolver = ["--resolver", `${address}:${port}`];
      return runToEnd(process.execPath, [file, ...resolver, ...rest, "--json", name]);
    };
    test.for(["dane_ok", "dane_fail", "no_dane", "insecure", "bogus"] as const)(
      "AD on every answer changes nothing: %s",
      async (verdict) => {
        const ran = await through(lab.lyingResolver, OF_EACH[verdict]);
        expect(reportsIn(ran)).toMatchObject([{ verdict }]);
        expect(ran.status).toBe(exitStatusOf(verdict));
      },
    );
    test.for(["dane_ok", "no_dane", "insecure"] as const)(
      "without DNSSEC records it could not tell: %s",
      async (verdict) => {
        const ran = await through(lab.strippingResolver, OF_EACH[verdict]);
        expect(reportsIn(ran)).toMatchObject([{ verdict: "dns_error" }]);
        expect(ran.status).toBe(3);
      },
    );
  });

  test("with the checklist it has findings", async () => {
    const all = options.filter((option) => option !== "--no-hygiene");
    const ran = await runToEnd(process.execPath, [file, ...all, "--json", "good.nl"]);
    const [report] = reportsIn(ran);
    expect(report?.hygiene.length).toBeGreaterThan(10);
    expect(report?.verdict).toBe("dane_ok");
  });

  test("- reads names from standard input: comments, CRLF, no line end", async () => {
    const input = "# my domains\r\nGood.NL.\r\n\r\nno..name\r\nno-dane.nl";
    const ran = await run(["--json", "-"], { input });
    expect(reportsIn(ran).map(({ domain }) => domain)).toEqual(["good.nl", "no-dane.nl"]);
    expect(ran.stderr).toContain('Line 4, "no..name" is no domain to check');
    expect(ran.status).toBe(2);
  });

  test("a reader that has seen enough ends it, quietly", async () => {
    const names = LAB_DOMAINS.filter(({ verdict }) => verdict === "dane_ok").map(
      ({ name }) => name,
    );
    const script = '"$@" | head -1; echo $PIPESTATUS';
    const args = ["-c", script, "bash", process.execPath, file, ...options, "--json", ...names];
    const { stdout, stderr } = await runToEnd("bash", args);
    const [first = "", status] = stdout.trimEnd().split("\n");
    expect(CheckReport.parse(JSON.parse(first)).domain).toBe(names[0]);
    expect([status, stderr]).toEqual(["0", ""]);
  });

  describe.skipIf(!hasScript)("colour (skipped: script of util-linux is missing)", () => {
    const onTerminal = (env: Record<string, string>, ...args: string[]) => {
      const words = [...NOT_IN_CI, process.execPath, file, ...options, ...args].map(
        (word) => `'${word}'`,
      );
      return runToEnd("script", ["-qec", words.join(" "), "/dev/null"], {
        env: { TERM: "xterm-256color", ...env },
      });
    };
    test("on a terminal, and nothing else that it obeys", async () => {
      const { status, stdout } = await onTerminal({}, "good.nl");
      expect(status).toBe(0);
      expect(stdout).toContain("\u001b[1m\u001b[32mDANE works");
      expect(stdout.replace(COLOURS, "").replaceAll("\r\n", "\n")).not.toMatch(CONTROLS);
    });
    test.for<[string, Record<string, string>, string[]]>([
      ["with NO_COLOR", { NO_COLOR: "1" }, []],
      ["with TERM=dumb", { TERM: "dumb" }, []],
      ["in JSON", {}, ["--json"]],
      ["for a plug-in", {}, ["--nagios"]],
    ])("not %s", async ([, env, args]) => {
      const { stdout } = await onTerminal(env, ...args, "good.nl");
      expect(stdout).toContain("good.nl");
      expect(stdout).not.toContain("\u001b");
    });
    test("not into a pipe", async () => {
      expect((await run(["good.nl"])).stdout).not.toMatch(CONTROLS);
    });
  });

  describe("nothing that strangers say reaches the terminal raw", () => {
    const hostile = ["banner-escapes.ch", "certificate-escapes.ch", "name-escapes.ch"];
    test.for([[], ["--json"], ["--nagios"]])("%j", async (args) => {
      const { stdout, stderr } = await run([...args, ...hostile]);
      expect(stdout).toContain("name-escapes.ch");
      expect(stdout + stderr).not.toMatch(CONTROLS);
    });
    test("in JSON it can still be read", async () => {
      const reports = reportsIn(await run(["--json", ...hostile]));
      const text = JSON.stringify(reports);
      expect(text).toContain("\\\\x1b[2J");
      expect(text).toContain("\\\\x1b[31mred\\\\x07");
      expect(text).toContain("\\\\027[31mmx.name-escapes.ch");
    });
  });

  describe.for(nodesHere())("wrong and hostile arguments get one sentence, on %s", (node) => {
    const long = "x".repeat(100_000);
    const escapes = "\u001b[2J\u0007\r\n\u009b31m\u202e";
    test.for([
      [],
      [""],
      [" "],
      ["."],
      ["--"],
      ["-"],
      ["--json=1", "good.nl"],
      ["--__proto__", "good.nl"],
      ["--constructor=1", "good.nl"],
      ["-xyz", "good.nl"],
      ["--port"],
      ["--port", "", "good.nl"],
      ["--port=-1", "good.nl"],
      ["--port", "1e3", "good.nl"],
      ["--port", "25.0", "good.nl"],
      ["--timeout", "0", "good.nl"],
      ["--timeout", "99999999999999999999", "good.nl"],
      ["--concurrency", "0", "good.nl"],
      ["--resolver", "", "good.nl"],
      ["--resolver", "resolver.example", "good.nl"],
      ["--resolver", "[::1", "good.nl"],
      ["--resolver", escapes, "good.nl"],
      ["--trust-anchor", "", "good.nl"],
      ["--trust-anchor", "/", "good.nl"],
      ["--trust-anchor", "/dev/null", "good.nl"],
      ["--trust-anchor", "/proc/self/mem", "good.nl"],
      ["--trust-anchor", `/nosuch${escapes}`, "good.nl"],
      ["--trust-anchor", `/${long}`, "good.nl"],
      [escapes],
      [long],
      ["https://good.nl/"],
      ["192.0.2.1"],
      ["$(id)"],
      ["*"],
    ])("%j", async (args) => {
      const { status, stdout, stderr } = await runToEnd(node, [file, ...options, ...args]);
      // `-` with nothing in it is no mistake, and there is nothing to say.
      const isEmpty = args[0] === "-";
      expect([status, stdout]).toEqual([isEmpty ? 0 : 2, ""]);
      expect(stderr).toMatch(isEmpty ? /^$/ : /^dane-check: [^\n]{1,400}\n$/);
      expect(stderr).not.toMatch(CONTROLS);
    });

    test("octets that are no UTF-8", async () => {
      const script = 'exec "$@" "$(printf "\\377\\376.nl")"';
      const ran = await runToEnd("sh", ["-c", script, "sh", node, file, ...options]);
      expect([ran.status, ran.stdout]).toEqual([2, ""]);
      expect(ran.stderr).toMatch(/^dane-check: [^\n]+\n$/);
    });

    test("a trust anchor file of rubbish", async () => {
      const rubbish = path.join(folder, "rubbish");
      writeFileSync(rubbish, Buffer.alloc(50_000, 0x9b));
      const ran = await runToEnd(node, [file, ...options, "--trust-anchor", rubbish, "good.nl"]);
      expect(ran.status).toBe(2);
      expect(ran.stderr).toMatch(/^dane-check: [^\n]+ line 1, is not a DS or DNSKEY record/);
    });

    test("rubbish on standard input: a sentence a line, and an end", async () => {
      const input = Buffer.from(`${"\u009b".repeat(10_000)}\n\u0000\n`.repeat(20));
      const ran = await runToEnd(node, [file, ...options, "--json", "-"], { input });
      expect([ran.status, ran.stdout]).toEqual([2, ""]);
      expect(ran.stderr.trimEnd().split("\n")).toHaveLength(40);
      expect(ran.stderr).not.toMatch(CONTROLS);
    });
  });

  describe.for(nodesHere())("on %s", (node) => {
    test.for(["dane_ok", "dane_fail", "bogus", "no_dane"] as const)(
      "%s: the same report as here",
      async (verdict) => {
        const [there, here] = await Promise.all(
          [node, process.execPath].map(async (each) => {
            const ran = await runToEnd(each, [file, ...options, "--json", OF_EACH[verdict]]);
            expect(ran).toMatchObject({ status: exitStatusOf(verdict), stderr: "" });
            return reportsIn(ran).map(lasting);
          }),
        );
        expect(there).toEqual(here);
      },
    );
    test.skipIf(!hasScript)("colours (skipped: script of util-linux is missing)", async () => {
      const words = [...NOT_IN_CI, node, file, ...options, "good.nl"]
        .map((word) => `'${word}'`)
        .join(" ");
      const { stdout } = await runToEnd("script", ["-qec", words, "/dev/null"], {
        env: { TERM: "xterm" },
      });
      expect(stdout).toContain("\u001b[1m\u001b[32mDANE works");
    });
    test("wrong use", async () => {
      const ran = await runToEnd(node, [file, "--nosuch"]);
      expect(ran).toEqual({
        status: 2,
        stdout: "",
        stderr: 'dane-check: There is no option "--nosuch"; --help lists them.\n',
      });
    });
  });
});
