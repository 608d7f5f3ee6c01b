import { afterAll, expect, test } from "vitest";
import { addOptOut } from "@/lib/check/opt-out-store";

import { checkProgram } from "@/scripts/testing/check-program";
import { type NoticeTools, openNoticeTools } from "./check-look";
import type { Incident } from "./incident";
import { isAnyAffected } from "./incident-store";

const program = checkProgram();
let tools: NoticeTools | null = null;
afterAll(() => tools?.close());

async function open(): Promise<NoticeTools> {
  const { settings, now } = program.lab();
  const opened = await openNoticeTools(program.db(), settings, now);
  if (!opened.ok) throw new Error(opened.error.sentence);
  tools ??= opened.value;
  return opened.value;
}

test("looks at hosts, and finds contacts, over DNS and SMTP; who opted out is left alone", async () => {
  const lab = program.lab();
  const broken = await lab.domain("broken", { tlsa: "wrong" });
  await lab.domain("well");
  await lab.domain("quiet", { tlsa: "wrong" });
  const { look, contactsOf } = await open();
  const seen = await look("mx.broken.nl", "broken.nl");
  expect(seen).toMatchObject({ fault: "tlsa-invalid", evidence: { address: broken.address } });
  expect(seen?.evidence.publish[0]).toMatch(
    /^_\d+\._tcp\.mx\.broken\.nl\. IN TLSA 3 1 1 [0-9a-f]{64}$/,
  );
  expect(await look("mx.well.nl", "well.nl")).toMatchObject({ fault: null, verdict: "ok" });
  // The domain names another host by now.
  expect(await look("mx.broken.nl", "well.nl")).toBeNull();
  expect(await look("mx.broken.nl", "no name")).toBeNull();
  await addOptOut(program.db(), { kind: "domain", value: "mx.quiet.nl" });
  expect(await look("mx.quiet.nl", "quiet.nl")).toBeNull();

  await program.db().$client`
    insert into notices.incidents (id, operator, fault, series, release, revision, domains, hosts,
      first_seen, opened_at, last_seen, first_look, looks, next_at)
    values ('x', 'broken.nl', 'tlsa-invalid', 'x', 'r', 1, 1, 1, now(), now(), now(), now(), 1, now())`;
  await program.db().$client`
    insert into notices.incident_hosts (incident, host, domains, sample, since, addresses)
    values ('x', 'mx.broken.nl', 1, 'broken.nl', now(), '{}')`;
  const incident = { id: "x", operator: "broken.nl", fault: "tlsa-invalid" } as Incident;
  // Its RNAME is ns.broken.nl: a mailbox in the broken domain itself.
  expect(await contactsOf(incident)).toMatchObject([
    { kind: "rname", address: "ns@broken.nl", path: "broken" },
    { kind: "postmaster", address: "postmaster@broken.nl", path: "broken" },
  ]);
  // Of an incident with more hosts than are listed, each in its zone may be affected.
  const { db } = program;
  await db().$client`delete from notices.incident_hosts`;
  expect(await isAnyAffected(db(), ["mx.broken.nl"])).toBe(false);
  await db().$client`update notices.incidents set hosts = 5000`;
  expect(await isAnyAffected(db(), ["mx.well.nl", "mx.broken.nl"])).toBe(true);
  expect(await isAnyAffected(db(), ["mx.well.nl", "notbroken.nl"])).toBe(false);
});

test("a resolver that is not fit tells nothing", async () => {
  const lab = program.lab();
  const dead = { transport: "dns", address: "127.0.0.1", port: 1, name: null } as const;
  const opened = await openNoticeTools(
    program.db(),
    { ...lab.settings, resolvers: [dead] },
    lab.now,
  );
  expect(opened.ok).toBe(false);
});
