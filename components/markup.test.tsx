import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { textOf } from "@/lib/held-markup";
import { LIGHT_PAINT, PAGE_PAINT } from "./charts/paint";
import { TimeChart } from "./charts/time-chart";
import { TimeChartDrawing } from "./charts/time-chart-drawing";
import { layOutTimeChart } from "./charts/time-chart-layout";
import { asJson, Once, toMarkup, toPieces } from "./markup";
import { Bar, Flags } from "./tables/data-cell";
import { DataTable } from "./tables/data-table";

const HOSTILE = `"'><script>alert(1)</script><!-- & &lt; </svg></title> \u2028 ]]>`;

const hostileSeries = [
  {
    id: HOSTILE,
    name: HOSTILE,
    tone: "dane" as const,
    points: (["2017-01-28", "2017-02-27", "2018-06-30", "2018-07-30"] as const).map((date, i) => ({
      date,
      value: 100_000 + i * 37_000,
      flags: i === 1 ? (["e"] as const) : i === 2 ? (["l"] as const) : [],
    })),
  },
];
const hostileChart = {
  series: hostileSeries,
  breaks: [{ date: "2017-02-01", title: HOSTILE }],
  events: [{ date: "2017-02-10", when: HOSTILE, title: HOSTILE, detail: "", sourceUrl: null }],
};

const drawn = (drawing: "wide" | "narrow", paint = PAGE_PAINT): ReactNode => {
  const geometry = layOutTimeChart(hostileChart, drawing);
  if (geometry === null) throw new Error("nothing laid out");
  return <TimeChartDrawing geometry={geometry} paint={paint} label={HOSTILE} className={HOSTILE} />;
};

describe("markup is what React makes", () => {
  test.for<[string, ReactNode]>([
    ["text", [HOSTILE, 0, -1.5, null, undefined, true, false, ""]],
    [
      "attributes",
      <td key="a" data-a={HOSTILE} data-b={true} data-c={undefined} aria-hidden={false} colSpan={2}>
        <a href={`/p?${HOSTILE}`} tabIndex={0} className={HOSTILE}>
          {HOSTILE}
          <br />
        </a>
      </td>,
    ],
    ["a custom property", <Bar key="b" share={0.123} tone={HOSTILE} />],
    [
      "forms and folds",
      <form key="f" action="/tlds">
        <input type="search" maxLength={64} name="q" defaultValue={HOSTILE} />
        <details open={true} hidden={false}>
          <a href="/a.csv" download="">
            CSV
          </a>
        </details>
        <svg style={{ maxWidth: "960px" }} viewBox="0 0 1 1" textAnchor="end" />
      </form>,
    ],
    ["a part written once", <Once key="o" name="o" of={1} draw={() => <b>{HOSTILE}</b>} />],
    ["nested components", <Flags key="c" flags={["b", "l"]} />],
    ["a wide drawing", drawn("wide")],
    ["a narrow drawing", drawn("narrow")],
    ["an exported drawing", drawn("wide", LIGHT_PAINT)],
  ])("%s", ([, node]) => expect(toMarkup(node)).toBe(renderToStaticMarkup(node)));
});

describe("a part is written once", () => {
  const part = (of: unknown, draw: () => ReactNode) =>
    toMarkup(<Once name="test" of={of} draw={draw} />);

  test("while it is of the same data, and anew for other data", () => {
    let drawn = 0;
    const draw = () => {
      drawn += 1;
      return `${drawn}`;
    };
    expect([part({ a: 1 }, draw), part({ a: 1 }, draw), part({ a: 2 }, draw)]).toEqual([
      "1",
      "1",
      "2",
    ]);
  });

  test("as bytes in a page's pieces, also within another such part", () => {
    const inner = <Once name="inner" of={1} draw={() => <b>≥ é</b>} />;
    const page = (
      <main>
        <Once name="outer" of={1} draw={() => <i>a{inner}</i>} />b{inner}
      </main>
    );
    const pieces = toPieces(page);
    expect(pieces.filter((piece) => typeof piece !== "string").map(String)).toEqual([
      "<i>a<b>≥ é</b></i>",
      "<b>≥ é</b>",
    ]);
    expect(textOf(pieces)).toBe(toMarkup(page));
  });

  test("and no text is taken for one", () =>
    expect(textOf(toPieces(<p title={"\0"}>{"a\0b"}</p>))).toBe('<p title="\ufffd">a\ufffdb</p>'));

  test("unless it cannot be: nothing is kept of a failure", () => {
    const fail = () => {
      throw new Error("drawing failed");
    };
    expect(() => part("failing", fail)).toThrow("drawing failed");
    expect(part("failing", () => "drawn")).toBe("drawn");
  });
});

describe("hostile words stay words", () => {
  test("in a block of data", () => {
    const data = JSON.stringify({ name: HOSTILE });
    const html = toMarkup(<script type="application/json" {...asJson(data)} />);
    expect(html.match(/</g)).toHaveLength(2);
    const [, held = ""] = /<script type="application\/json">(.*)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(held)).toEqual({ name: HOSTILE });
  });

  test("in a chart", () => {
    const html = toMarkup(<TimeChart title={HOSTILE} {...hostileChart} live={false} />);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<!--");
    expect(html.match(/<\/svg>/g)).toHaveLength(html.match(/<svg /g)?.length ?? 0);
  });

  test("in a table", () => {
    const html = toMarkup(
      <DataTable
        caption={HOSTILE}
        rows={[HOSTILE]}
        rowKey={(row) => row}
        columns={[
          {
            key: "name",
            title: HOSTILE,
            kind: "text",
            unit: HOSTILE,
            value: (row) => row,
            href: (row) => `/p/${row}`,
            detail: (row) => row,
          },
        ]}
      />,
    );
    expect(html).not.toContain("<script");
    expect(html.match(/<a /g)).toHaveLength(1);
  });
});

test.for<[string, ReactNode]>([
  ["a handler", <button key="a" type="button" onClick={() => {}} />],
  // biome-ignore lint/security/noDangerouslySetInnerHtml: that is what is refused
  ["raw markup", <p key="b" dangerouslySetInnerHTML={{ __html: "<b>x</b>" }} />],
  ["a style that belongs in a sheet", <p key="c" style={{ color: "red" }} />],
  ["an attribute it does not know", <input key="d" autoComplete="off" disabled />],
  ["what React would wait for", Promise.resolve("x")],
])("refuses %s", ([, node]) => expect(() => toMarkup(node)).toThrow("markup: "));
