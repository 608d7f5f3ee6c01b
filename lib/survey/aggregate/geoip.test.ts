import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCountries } from "./geoip";
import { mmdbFile } from "./testing/mmdb-file";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "dane-stats-geoip-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (name: string, octets: Buffer): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, octets);
  return file;
};
const built = new Date("2026-11-20T12:00:00Z");
const octets = mmdbFile(
  [
    ["192.0.2.0", 24, "NL"],
    ["2001:db8::", 32, "DE"],
  ],
  built,
);

describe("a database of countries", () => {
  test("says the country of addresses it knows, its date, and nothing of others", async () => {
    const opened = await openCountries(await written("country.mmdb", octets));
    if (!opened.ok) throw new Error(opened.error.detail);
    const { countryOf, input } = opened.value;
    expect(countryOf("192.0.2.77")).toBe("NL");
    expect(countryOf("2001:db8:1::5")).toBe("DE");
    expect(countryOf("198.51.100.1")).toBeNull();
    expect(countryOf("2001:db9::1")).toBeNull();
    expect(input).toMatchObject({
      file: "country.mmdb",
      type: "Test-Country",
      builtAt: built.toISOString(),
    });
  });

  test.for([
    ["cut off", octets.subarray(0, octets.length - 80)],
    ["empty", Buffer.alloc(0)],
    ["something else", Buffer.from("not a database at all".repeat(100))],
  ] as const)("that is %s is refused, not believed", async ([name, bad]) => {
    const opened = await openCountries(await written(name, Buffer.from(bad)));
    expect(opened).toMatchObject({ ok: false, error: { code: "geoip_unreadable" } });
  });

  test("that is not there is refused too", async () => {
    const opened = await openCountries(path.join(folder, "none.mmdb"));
    expect(opened).toMatchObject({ ok: false, error: { code: "geoip_unreadable" } });
  });
});
