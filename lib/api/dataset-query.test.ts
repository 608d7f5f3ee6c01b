import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DATASETS, datasetById } from "@/lib/model/datasets";
import { nearest } from "@/lib/model/nearest";
import { datasetParameters, readDatasetQuery } from "./dataset-query";

function read(id: string, query: string, suffix: "json" | "csv" | null = null) {
  const dataset = datasetById(id);
  if (dataset === undefined) throw new Error(id);
  return readDatasetQuery(dataset, new URLSearchParams(query), suffix);
}
const faults = (id: string, query: string, suffix: "json" | "csv" | null = null) => {
  const answer = read(id, query, suffix);
  return answer.ok ? [] : answer.faults.map(({ parameter }) => parameter);
};

describe("api-conventions: parameters", () => {
  test("several values by repeating a parameter, each once", () => {
    expect(read("dnssec-by-tld", "tld=nl&tld=.SE&tld=NL")).toMatchObject({
      ok: true,
      query: { dimensions: { tld: ["nl", "se"] }, limit: 1000, format: "json" },
    });
  });

  test("names are taken in the forms in which people write them", () => {
    expect(
      read("breakage-by-tld", `tld=${encodeURIComponent("香港")}&tld=XN--J6W193G`),
    ).toMatchObject({
      query: { dimensions: { tld: ["xn--j6w193g"] } },
    });
    expect(read("top-providers", "provider=One.COM.")).toMatchObject({
      query: { dimensions: { provider: ["one.com"] } },
    });
    expect(read("geoip", "country=de&family=ipv4")).toMatchObject({
      query: { dimensions: { country: ["DE"], family: ["ipv4"] } },
    });
    expect(read("dnssec-algorithms", "algorithm=8")).toMatchObject({
      query: { dimensions: { algorithm: [8] } },
    });
  });

  test.for([
    ["an unknown parameter", "geoip", "colour=red", ["colour"]],
    ["another dataset's dimension", "geoip", "tld=nl", ["tld"]],
    ["the wrong case", "geoip", "asof=2020-01-01", ["asof"]],
    ["a single-valued one twice", "geoip", "limit=1&limit=1", ["limit"]],
    ["no value", "geoip", "country=", ["country"]],
    ["every fault at once", "geoip", "x=1&limit=0&start=y", ["x", "start", "limit"]],
    ["too small a limit", "geoip", "limit=0", ["limit"]],
    ["too large a limit", "geoip", "limit=1001", ["limit"]],
    ["a limit in words", "geoip", "limit=1e2", ["limit"]],
    ["a day that does not exist", "geoip", "start=2023-02-30", ["start"]],
    ["a day that PostgreSQL does not know", "geoip", "start=0000-01-01", ["start"]],
    ["a month for a day", "geoip", "asOf=2023-12", ["asOf"]],
    ["an impossible country", "geoip", "country=Germany", ["country"]],
    ["a word that is none of the list", "geoip", "family=ipv5", ["family"]],
    ["a number that is none", "dnssec-algorithms", "algorithm=RSA", ["algorithm"]],
    ["a malformed name", "top-providers", "provider=a..b", ["provider"]],
    ["a control character", "non-tls-domains", "domain=%00", ["domain"]],
    ["start after end", "geoip", "start=2020-01-02&end=2020-01-01", ["start"]],
    ["range and start", "geoip", "range=7d&start=2020-01-01", ["range"]],
    ["asOf and a span", "geoip", "asOf=2020-01-01&end=2021-01-01", ["asOf"]],
    ["release and a span", "geoip", "release=2018-10&range=7d", ["release"]],
    ["a revision of nothing", "geoip", "revision=1", ["revision"]],
  ] as const)("%s is refused by name", ([, id, query, names]) =>
    expect(faults(id, query)).toEqual(names),
  );

  test("a suffix and another format contradict", () => {
    expect(faults("geoip", "format=json", "csv")).toEqual(["format"]);
    expect(read("geoip", "format=csv", "csv")).toMatchObject({ query: { format: "csv" } });
    expect(read("geoip", "", "csv")).toMatchObject({ query: { format: "csv" } });
  });

  test("a hundred values are the most", () => {
    const many = Array.from({ length: 101 }, (_, index) => `provider=p${index}.example`).join("&");
    expect(faults("top-providers", many)).toEqual(["provider"]);
  });

  test("a TLD that the root does not have is absent, not malformed", () => {
    expect(read("dnssec-by-tld", "tld=qqqq")).toMatchObject({ ok: false, absent: true });
    expect(read("dnssec-by-tld", "tld=qqqq&limit=x")).toMatchObject({ ok: false, absent: false });
    expect(read("dnssec-by-tld", "tld=a b")).toMatchObject({ ok: false, absent: false });
  });

  test("an answer repeats little of what a stranger sends, and names the nearest", () => {
    const answer = read("geoip", `${"x".repeat(5_000)}=1&contry=DE`);
    if (answer.ok) throw new Error("was read");
    expect(JSON.stringify(answer.faults).length).toBeLessThan(1_000);
    expect(answer.faults[1]?.detail).toContain("Did you mean country");
  });

  test("every parameter's own example is taken", () => {
    for (const dataset of DATASETS)
      for (const { name, example, read: readValue } of datasetParameters(dataset))
        expect(readValue(String(example)), `${dataset.id}: ${name}`).toMatchObject({ ok: true });
  });

  test("whatever is sent, reading ends and never throws", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DATASETS),
        fc.array(
          fc.tuple(
            fc.oneof(fc.constantFrom("tld", "start", "range", "cursor"), fc.string()),
            fc.string(),
          ),
        ),
        (dataset, pairs) => {
          readDatasetQuery(dataset, new URLSearchParams(pairs), null);
        },
      ),
    );
  });
});

test("nearest names: case and punctuation do not count, nothing near is nothing", () => {
  const ids = DATASETS.map(({ id }) => id);
  expect(nearest("DaneDomains", ids)[0]).toBe("dane-domains");
  expect(nearest("top_provider", ids)[0]).toBe("top-providers");
  expect(nearest("zzzzzzzz", ids)).toEqual([]);
  expect(nearest("!!!", ids)).toEqual([]);
});
