import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { hashOfKey, keyOfName } from "@/lib/survey/import/name-key";
import { madeUpCandidates, madeUpDomain } from "@/lib/survey/scan/testing/made-up-domains";
import { surveyPass } from "@/lib/survey/scan/testing/survey-pass";
import { testDatabase } from "@/scripts/testing/test-database";
import { answerDomain } from "./domain-answers";

let db: Db;
beforeAll(async () => {
  db = connect((await testDatabase()).url);
});
afterAll(() => db.$client.end());

const publicUrl = "https://stats.example.org";
const asked = async (name: string) => {
  const url = new URL(`/api/v1/domains/${encodeURIComponent(name)}`, publicUrl);
  const { status, headers, body } = await answerDomain(db, { url, publicUrl }, name);
  return { status, headers, body: JSON.parse(body) };
};

const NAME = "xn--bcher-kva.nl";

test("without a survey of its own the site says so, and offers the live check", async () => {
  const { status, body } = await asked(NAME);
  expect(status).toBe(404);
  expect(body.detail).toMatch(/no survey of its own.*\/api\/v1\/checks/);
});

test("a domain is found by any spelling; nothing else is told", async () => {
  const hash = hashOfKey(keyOfName(NAME));
  const candidates = madeUpCandidates(1).map((one) => ({ ...one, name: NAME, hash }));
  await surveyPass(db, { at: "2026-11-26T00:00:00Z", candidates, observe: (n) => madeUpDomain(n) });
  for (const name of [NAME, "B\u00fccher.NL", "bu\u0308cher.nl.", "postmaster@b\u00fccher.nl"]) {
    const { status, headers, body } = await asked(name);
    expect(status, name).toBe(200);
    expect(body.data).toMatchObject({ domain: NAME, unicode: "b\u00fccher.nl", lastCheck: null });
    expect(body.links.page).toBe(`${publicUrl}/domains/${NAME}`);
    expect(headers["x-robots-tag"]).toBe("noindex");
  }
  const unknown = await asked("bucher.nl");
  expect(unknown).toMatchObject({ status: 404 });
  expect(unknown.body.detail).toMatch(/^That domain is not in the survey, or asked not to be\./);
  expect(JSON.stringify(unknown.body)).not.toContain(NAME);
  await db.$client`insert into checks.opt_outs (kind, value) values ('domain', ${NAME})`;
  expect((await asked(NAME)).body.detail).toBe(unknown.body.detail);
});

test.for([
  ["www.example.nl", /as they are registered/],
  ["co.uk", /a suffix under which domains are registered/],
  ["192.0.2.1", /an address/],
  ["printer.local", /special use/],
  ["a..nl", /two dots/],
  [`${"a".repeat(64)}.nl`, /63 characters/],
] as const)("%s is refused with a sentence", async ([name, says]) => {
  const { status, body } = await asked(name);
  expect(status).toBe(404);
  expect(body.type).toBe(`${publicUrl}/api#problem-unknown-domain`);
  expect(body.detail).toMatch(says);
});
