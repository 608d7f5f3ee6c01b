import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatShare } from "@/components/format";
import { connect, type Db } from "@/db/client";
import { FILE_PAGES, type PageState, stateQuery } from "@/lib/model/page-files";
import { testDatabase } from "@/scripts/testing/test-database";
import {
  citationBibtex,
  citationCsl,
  citationRis,
  citationText,
  type FigureCitation,
  figureCitation,
} from "./citation";
import type { FilePlace } from "./figure-files";
import { figuresOfPage } from "./figures-of-page";
import type { PageFigure } from "./page-figure";
import { sentenceOf } from "./sentence";

let db: Db;
beforeAll(async () => {
  const { url } = await testDatabase("loaded");
  db = connect(url, { maxConnections: 4 });
});
afterAll(() => db.$client.end({ timeout: 5 }));

const placeOf = (page: string, state: PageState = {}): FilePlace => ({
  ...{ publicUrl: "https://stats.example.org", prefix: "", asOf: null, page },
  query: stateQuery(state),
});

async function figuresAt(page: string, state = {}): Promise<PageFigure[]> {
  const found = await figuresOfPage(db, page, state);
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}

async function sentences(page: string, state = {}): Promise<Record<string, string | null>> {
  const figures = await figuresAt(page, state);
  return Object.fromEntries(figures.map((figure) => [figure.id, sentenceOf(figure)]));
}

const SURVEY = "according to the DANE/DNSSEC survey by Viktor Dukhovni and Wes Hardaker.";

describe("a sentence to print", () => {
  test("has number, date as precise as known, source and caveat", async () => {
    const { "dane-domains": said, "dane-share": share } = await sentences("/trends");
    expect(said).toBe(
      `In December 2023, 3,988,988 domains had correct SMTP DANE TLSA records at every primary mail server that accepts connections, ${SURVEY} The survey sees only names that it has a source for, so real numbers are larger.`,
    );
    expect(share).toContain(
      `${formatShare(0.1727)} of the DNSSEC domains had DANE: 3,988,988 of 23,098,096`,
    );
    expect(share).toContain("The share is of: Domains that return a DNSSEC-validated reply");
  });

  test("says what the flags say: at least, about, partial lists, breaks", async () => {
    const of = async (end: string) =>
      (await sentences("/trends", { start: "2016-01", end }))["dane-domains"];
    expect(await of("2016-12")).toContain("In December 2016, at least 103,000 domains");
    expect(await of("2018-10")).toContain("On 11 October 2018, about 323,000 domains");
    expect((await sentences("/providers"))["top-providers"]).toContain(
      "read or published only in part",
    );
  });

  test.for([...FILE_PAGES, "/tlds/nl", "/providers/one.com"])(
    "%s: every figure with a row has one",
    async (page) => {
      for (const figure of await figuresAt(page)) {
        if (figure.rows.length === 0) continue;
        const said = sentenceOf(figure);
        expect(said, figure.id).toMatch(/^(In|On) .+, according to .+\./);
        expect(said, figure.id).not.toMatch(/\{\w+\}|undefined|null|NaN/);
      }
    },
  );

  test("does not call a count of TLDs too small", async () => {
    const said = await sentences("/dnssec");
    expect(said["tlds-with-old-1024-bit-zsk"]).toMatch(/^On 19 November 2018, 210 TLDs .+”\.$/);
    expect(said["nsec3-iteration-cost"]).toContain("with 150 NSEC3 iterations answered at 38");
  });

  test("a share has no more digits than its source gives", async () => {
    const { "non-tls-outbound": said } = await sentences("/starttls");
    expect(said).toMatch(/^On 5 February 2018, 51\s%/);
  });

  test("a figure without rows has none", async () => {
    const none = await sentences("/trends", { start: "2018-05", end: "2018-09" });
    expect(none["dane-domains"]).toBeNull();
  });
});

describe("citations", () => {
  const cite = async (page: string, id: string, state = {}): Promise<FigureCitation> => {
    const figure = (await figuresAt(page, state)).find((one) => one.id === id);
    const citation =
      figure === undefined ? null : figureCitation(figure, placeOf(page, state), "2026-11-26");
    if (citation === null) throw new Error(`nothing to cite: ${id}`);
    return citation;
  };

  test("lead to the page as of the figure's date, in the same state", async () => {
    const citation = await cite("/trends", "dane-domains", { start: "2020-01" });
    expect(citation.url).toBe(
      "https://stats.example.org/as-of/2023-12-31/trends?start=2020-01#dane-domains",
    );
    expect(citationText(citation)).toBe(
      `Viktor Dukhovni and Wes Hardaker: DANE/DNSSEC survey, “DANE domains”, December 2023. Quoted by DANE & DNSSEC statistics, release 2023-12, revision 1, ${citation.url} (read on 26 November 2026).`,
    );
  });

  test("BibTeX escapes what TeX reads, and gives no day that is not known", async () => {
    const entry = citationBibtex({
      ...(await cite("/trends", "dane-domains")),
      title: "100 % of a_b {c} & d\\e",
    });
    expect(entry).toContain(
      "title = {{100 \\% of a\\_b \\{c\\} \\& d\\textbackslash{}e}, December 2023}",
    );
    expect(entry).toContain("year = {2023},\n  month = dec,");
    expect(entry).toContain("urldate = {2026-11-26}");
    const braces = entry.replace(/\\[{}]/g, "");
    expect(braces.split("{").length).toBe(braces.split("}").length);
  });

  test("RIS has a line a field, and ends", async () => {
    const lines = citationRis(await cite("/tlds", "dnssec-by-tld")).split("\r\n");
    expect(lines[0]).toBe("TY  - DATA");
    expect(lines).toContain("AU  - Dukhovni, Viktor");
    expect(lines).toContain("DA  - 2018/10/11");
    expect(lines.at(-2)).toBe("ER  - ");
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[A-Z][A-Z0-9] {2}- /);
  });

  test("CSL-JSON gives the parts of a date that are known", async () => {
    const [item] = citationCsl(await cite("/trends", "dane-domains"));
    expect(item).toMatchObject({
      type: "dataset",
      author: [
        { family: "Dukhovni", given: "Viktor" },
        { family: "Hardaker", given: "Wes" },
      ],
      issued: { "date-parts": [[2023, 12]] },
      accessed: { "date-parts": [[2026, 11, 26]] },
    });
  });

  test("name the source of a table that has its own, not the survey's authors", async () => {
    const citation = await cite("/dnssec", "dnssec-algorithms");
    expect(citation.sourceName).not.toContain("Dukhovni");
  });
});
