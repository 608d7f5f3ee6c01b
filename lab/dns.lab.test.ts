import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { DnsClient } from "@/lib/verifier/dns/client";
import { nameOf } from "@/lib/verifier/dns/name";
import { Validator } from "@/lib/verifier/dnssec/validator";
import { delvFor } from "./delv";
import { asUnbound, type DomainObservation, observeDns } from "./dns-observation";
import { LAB_DOMAINS } from "./domains/all";
import { hasProgram } from "./programs";
import { type Lab, startLab } from "./start";

// Each difference stands in docs/lab.md with its reason.
const UNBOUND_DIFFERS = ["key-revoked.eu"];
const DELV_DIFFERS = ["one-algorithm-invalid.eu"];

/** Runs `work` for each item, some at a time. */
async function each<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const hasServers = hasProgram("nsd") && hasProgram("unbound");

describe.skipIf(!hasServers)("the lab's DNS (skipped: nsd or unbound is missing)", () => {
  let lab: Lab;
  let client: DnsClient;
  const observations = new Map<string, DomainObservation>();
  const of = (name: string) => observations.get(name) ?? { rows: [], warnings: new Set() };

  beforeAll(async () => {
    lab = await startLab({ mail: false });
    client = new DnsClient({ resolvers: [lab.resolver], deadlineMs: 8000 });
    await each(LAB_DOMAINS, 16, async (domain) => {
      observations.set(domain.name, await observeDns(lab, domain, client));
    });
  });
  afterAll(async () => {
    client?.close();
    await lab?.close();
  });

  test.for(LAB_DOMAINS.map(({ name, about }) => [name, about] as const))(
    "%s: the status of each look-up is as planned, and as Unbound has it: %s",
    ([name]) => {
      const { rows } = of(name);
      expect(rows.length).toBeGreaterThan(0);
      const planned = rows.filter((row) => row.expected !== null);
      expect(planned.map(({ question, ours }) => [question, ours])).toEqual(
        planned.map(({ question, expected }) => [question, expected]),
      );
      const differing = rows.filter(({ ours, unbound }) => asUnbound(ours) !== unbound);
      expect(differing.length > 0).toBe(UNBOUND_DIFFERS.includes(name));
    },
  );

  test.for(LAB_DOMAINS.filter(({ mxReason }) => mxReason !== undefined))(
    "$name: bogus because of $mxReason",
    ({ name, mxReason }) => expect(of(name).rows[0]?.reason).toBe(mxReason),
  );

  const warned = LAB_DOMAINS.flatMap(({ name, dnssecWarnings = [] }) =>
    dnssecWarnings.map((warning) => [name, warning] as const),
  );
  test.for(warned)("%s: warned of %s", ([name, warning]) => {
    expect([...of(name).warnings]).toContain(warning);
  });

  test.skipIf(!existsSync("/usr/bin/delv"))(
    "BIND's validator agrees on the MX look-ups (skipped: delv is missing)",
    async () => {
      // Silent servers cost delv many seconds each, and are no matter of validation.
      const asked = LAB_DOMAINS.filter(({ name }) => !/silen|truncate/.test(name));
      const askDelv = delvFor(lab);
      const differing: string[] = [];
      await each(asked, 3, async ({ name }) => {
        const ours = of(name).rows[0]?.ours ?? "indeterminate";
        if ((await askDelv(name, "MX")) !== asUnbound(ours)) differing.push(name);
      });
      expect(differing).toEqual(DELV_DIFFERS);
    },
  );

  describe("resolvers that are not to be trusted", () => {
    const through = async (which: "lyingResolver" | "strippingResolver", text: string) => {
      const other = new DnsClient({ resolvers: [lab[which]], deadlineMs: 8000 });
      const validator = new Validator({
        lookup: (name, type) => other.lookup(name, type),
        now: () => Math.floor(Date.now() / 1000),
        anchors: lab.anchors,
      });
      const answer = await other.lookup(nameOf(text), RR.MX);
      const { status } = await validator.resolve(nameOf(text), RR.MX);
      other.close();
      return { status, isAuthenticated: answer.ok && answer.value.authenticData };
    };

    test.for([
      ["good.nl", "secure"],
      ["unsigned.nl", "insecure"],
      ["mx-bogus.nl", "bogus"],
    ] as const)("the one that claims AD is not believed: %s is %s", async ([name, status]) => {
      expect(await through("lyingResolver", name)).toEqual({ status, isAuthenticated: true });
    });

    test.for(["good.nl", "unsigned.nl", "mx-bogus.nl"])(
      "the one that strips signatures leads to no verdict: %s",
      async (name) => {
        const { status } = await through("strippingResolver", name);
        expect(["bogus", "indeterminate"]).toContain(status);
      },
    );
  });
});
