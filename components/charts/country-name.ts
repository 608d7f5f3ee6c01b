const regionNames = new Intl.DisplayNames(["en-GB"], { type: "region", fallback: "code" });

/** English name of an ISO 3166-1 alpha-2 code; the code itself where there is none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regionNames.of(code) ?? code) : code;
}
