import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Db } from "@/db/client";
import { FILE_PAGES, fileAddress, type PageState } from "@/lib/model/page-files";
import { askedRevisionFile, RevisionFile } from "@/lib/model/release-file";
import { seenAsOf } from "@/lib/stats/horizon";
import { revisionFile, revisionFileSha256 } from "@/lib/stats/release-file";
import { listReleases } from "@/lib/stats/releases";
import { readHistory } from "@/lib/survey/publish/history/read-history";
import { publishDrafts } from "@/lib/survey/publish/store";
import { jsonAddress } from "@/scripts/reproduce/figure-answer";
import { reproduce } from "@/scripts/reproduce/reproduce";
import { testDatabase } from "@/scripts/testing/test-database";
import { figureDrawings } from "./drawings";
import { answerFile } from "./file-answer";

const publicUrl = "https://stats.example.org";
let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 2 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

async function jsonOf(page: string, state: PageState = {}): Promise<string> {
  const url = new URL(fileAddress(page, "json", state), publicUrl);
  url.searchParams.delete("format");
  const asked = { page, format: "json" as const, today: "2026-11-26" };
  const answer = await answerFile(db, { url, publicUrl }, asked, figureDrawings);
  expect(answer.status, page).toBe(200);
  return String(answer.body);
}

/** As the site answers for the file of a revision. */
async function load(address: string): Promise<string> {
  const asked = askedRevisionFile(new URL(address).pathname);
  const file = asked === undefined ? null : await revisionFile(db, asked.id, asked.revision);
  if (file === null) throw new Error(`no file: ${address}`);
  return file.text;
}

describe("reproduce this number", () => {
  test.for([
    ...FILE_PAGES.map((page): [string, PageState] => [page, {}]),
    ["/trends", { start: "2021-01", end: "2022-12", scale: "log" }],
    ["/tlds", { q: "n", sort: "breakage" }],
    ["/providers", { list: "2018-01", q: "a" }],
    ["/compare", { provider: ["one.com", "transip.nl"], start: "2021-01" }],
    ["/compare", { tld: ["nl", "se"] }],
    ["/why", { from: "2018-10", to: "2022-10" }],
    ["/geoip", { release: "2018-10" }],
    ["/well-known", { q: "bund" }],
    ["/tlds/nl", {}],
    ["/providers/one.com", {}],
    ["/providers/nederhost.nl", {}],
  ] as [string, PageState][])("%s %o is made again of the files alone", async ([page, state]) => {
    const verdicts = await reproduce(await jsonOf(page, state), load);
    expect(verdicts.length).toBeGreaterThan(0);
    for (const one of verdicts)
      expect(one, JSON.stringify(one)).toMatchObject({ verdict: "equal" });
  });

  test("a figure that is put together in an unknown way is not called equal", async () => {
    const answer = (await jsonOf("/tlds")).replaceAll('"page":"/tlds"', '"page":"/new"');
    const verdicts = await reproduce(answer, load);
    expect(verdicts.map(({ verdict }) => verdict)).toContain("unknown");
  });

  test("a number, a row or a file that was changed is noticed", async () => {
    const answer = await jsonOf("/trends", { figure: "dane-domains" });
    const changed = answer.replace("3988988", "3988989");
    const [number] = await reproduce(changed, load);
    expect(number).toMatchObject({ verdict: "different" });
    expect(JSON.stringify(number)).toContain("3988989");
    const parsed = JSON.parse(answer);
    parsed.data[0].rows.splice(3, 1);
    const [row] = await reproduce(JSON.stringify(parsed), load);
    expect(row?.verdict).toBe("different");
    const [file] = await reproduce(answer, async (address) => `${await load(address)} `);
    expect(JSON.stringify(file)).toContain("has SHA-256");
  });

  test.for([
    ["/trends#dane-share", "/trends.json?figure=dane-share"],
    ["/trends.csv?start=2020-01&figure=dane-share", "/trends.json?start=2020-01&figure=dane-share"],
    ["/as-of/2020-01-01/trends.metadata.json", "/as-of/2020-01-01/trends.json"],
    [
      "/as-of/2020-01-01/embed/trends?figure=x&theme=dark",
      "/as-of/2020-01-01/trends.json?figure=x",
    ],
    ["/providers/one.com?format=png&shape=wide", "/providers/one.com?format=json"],
    ["/quote/tlds/nl?figure=y", "/tlds/nl?figure=y&format=json"],
  ])("%s leads to %s", ([given, json]) => {
    expect(jsonAddress(publicUrl + given).href).toBe(publicUrl + json);
  });
});

describe("a revision as a file", () => {
  test("each has the bytes that its hash is of, and its content's own hash", async () => {
    for (const { id, revision, contentSha256 } of await listReleases(db)) {
      const file = await revisionFile(db, id, revision);
      const hash = createHash("sha256")
        .update(file?.text ?? "")
        .digest("hex");
      expect(await revisionFileSha256(db, id, revision)).toBe(hash);
      expect(RevisionFile.parse(JSON.parse(file?.text ?? "")).release).toMatchObject({
        ...{ id, revision, contentSha256 },
      });
    }
    expect(await revisionFile(db, "2023-12", 2)).toBeNull();
    expect(await revisionFileSha256(db, "1999-01", 1)).toBeNull();
  });

  test("stays as it is when the release is corrected", async () => {
    const { url } = await testDatabase("loaded");
    const own = connect(url, { maxConnections: 2 });
    const before = await revisionFile(own, "2023-12", 1);
    const history = await readHistory("db/history");
    if (!history.ok) throw new Error("no history");
    const draft = history.value.find(({ release }) => release.id === "2023-12");
    if (draft === undefined) throw new Error("no draft");
    const release = { ...draft.release, notes: "Corrected: the total was misread." };
    await publishDrafts(own, [{ ...draft, release }]);
    expect((await revisionFile(own, "2023-12", 1))?.text).toBe(before?.text);
    const after = await revisionFile(own, "2023-12", 2);
    expect(after?.text).toContain("the total was misread");
    expect(after?.release.revision).toBe(2);
    // The correction shows wherever something is made of the release, on dated pages and in drawings too.
    const said = "Corrected: release 2023-12 stands in revision 2";
    const seen = seenAsOf(own, "2024-01-01");
    for (const [page, figure, of] of [
      ["/trends", "dane-domains", own],
      ["/trends", "dane-domains", seen],
      ["/providers", "all-providers", seen],
      ["/why", "provider-changes", own],
      ["/compare", "period", own],
      ["/providers/one.com", "top-providers", own],
    ] as const) {
      const answerIn = (format: "metadata" | "svg") => {
        const address = new URL(fileAddress(page, format, { figure }), publicUrl);
        address.searchParams.delete("format");
        const asked = { page, format, today: "2026-11-26" };
        return answerFile(of, { url: address, publicUrl }, asked, figureDrawings);
      };
      expect(String((await answerIn("metadata")).body), page).toContain(said);
      if (figure !== "all-providers")
        expect(String((await answerIn("svg")).body), page).toContain(said);
    }
    const geoip = { url: new URL("/geoip.json", publicUrl), publicUrl };
    const other = { page: "/geoip", format: "json" as const, today: "2026-11-26" };
    expect(String((await answerFile(own, geoip, other, figureDrawings)).body)).not.toContain(said);
    await own.$client.end({ timeout: 5 });
  });
});
