import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { DataTable, type TableColumn } from "./data-table";

interface Row {
  provider: string;
  domains: number | null;
  change: number | null;
}
const columns: TableColumn<Row>[] = [
  {
    key: "provider",
    title: "Provider",
    kind: "text",
    value: (row) => row.provider,
    href: (row) => `/p/${row.provider}`,
  },
  { key: "domains", title: "Domains", kind: "count", value: (row) => row.domains },
  {
    key: "change",
    title: "In a month",
    kind: "change",
    value: (row) => row.change,
    flags: () => ["u"],
  },
];
const html = renderToStaticMarkup(
  <DataTable
    caption="Providers"
    columns={columns}
    rows={[
      { provider: "one.com", domains: 1_306_568, change: -7442 },
      { provider: "new.example", domains: 0, change: null },
    ]}
    rowKey={(row) => row.provider}
    sort={{ key: "domains", direction: "descending" }}
    sortHref={(column) => (column.key === "change" ? undefined : `?sort=${column.key}`)}
  />,
);

describe("table", () => {
  test("names rows and columns, and which way it is sorted", () => {
    expect(html).toMatch(/<th scope="row"[^>]*><a href="\/p\/one.com">/);
    expect(html).toMatch(/aria-sort="descending"[^>]*><a href="\?sort=domains">/);
    expect(html).not.toContain("?sort=change");
  });

  test("a zero is 0, a null is not", () => {
    expect(html).toMatch(/<td[^>]*>0<\/td>/);
    expect(html).toContain("not published");
  });

  test("a change has its sign; flags have words and a legend", () => {
    expect(html).toContain("−7,442");
    expect(html).toContain("(low reliability)");
    expect(html.match(/low reliability:/g)).toHaveLength(1);
  });

  test("what scrolls is reached by keyboard", () =>
    expect(html).toMatch(/tabindex="0" aria-label="Providers"/i));
});
