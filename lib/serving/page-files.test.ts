import { expect, test } from "vitest";
import { pageFileUrl } from "./page-files";

test.for([
  ["/trends.csv", "?start=2020-01", "/files/csv/trends?start=2020-01"],
  ["/trends.metadata.json", "", "/files/metadata/trends"],
  ["/tlds/nl", "?format=csv", "/files/csv/tlds/nl"],
  ["/tlds/nl", "?format=xlsx", "/files/unknown/tlds/nl"],
  ["/tlds/nl", "?format=csv&format=json", "/files/unknown/tlds/nl"],
  ["/providers/a.csv", "", undefined],
  ["/trends", "", undefined],
  ["/trends.zip", "", "/files/zip/trends"],
  ["/releases/2023-12/r1.json", "", "/files/release/2023-12/1"],
  ["/releases/2023-12/r1.json", "?x=1", "/files/release/2023-12/1?x=1"],
  ["/releases/2023-12/r0.json", "", undefined],
  ["/releases/2023-12/r1.csv", "", undefined],
  ["/releases/2023-12/r1", "", undefined],
  ["/trends.xlsx", "", undefined],
  ["/api/v1/dane-domains", "?format=csv", undefined],
  ["/files/csv/trends", "", undefined],
] as const)("%s%s is %s", ([path, search, inner]) => {
  expect(pageFileUrl(path, search)).toBe(inner);
});
