import { expect, test } from "vitest";
import type { ExportedFile } from "@/lib/model/release-export";
import { toMarkup } from "./markup";
import { Downloads } from "./release-downloads";

const file = (name: string, format: ExportedFile["format"]): ExportedFile => ({
  ...{ name, format, dataset: "dane-by-tld", rows: 1_523, bytes: 28_151, sha256: "ab".repeat(32) },
});

test("each file leads to its own address, with rows, size, sum and licence", () => {
  const markup = toMarkup(
    <Downloads
      release="survey-2026-11-26"
      revision={2}
      files={[file("dane-by-tld.csv", "csv"), file("dane-by-tld.parquet", "parquet")]}
      publicUrl="https://stats.example"
    />,
  );
  for (const name of ["dane-by-tld.csv", "dane-by-tld.parquet", "SHA256SUMS"])
    expect(markup).toContain(`<a href="/releases/survey-2026-11-26/r2/${name}">${name}</a>`);
  for (const words of ["1,523", "28,151", "abababababababab…", "Parquet"])
    expect(markup).toContain(words);
  expect(markup).toContain('href="https://creativecommons.org/licenses/by/4.0/"');
  expect(markup).toContain('href="/api/v1/releases/survey-2026-11-26/files?revision=2"');
  expect(markup).toContain(
    "curl -s https://stats.example/releases/survey-2026-11-26/r2/SHA256SUMS | sha256sum -c",
  );
});
