import type { CzdsError } from "@/lib/survey/import/czds";
import type { ImportError } from "@/lib/survey/import/import-source";
import { sentenceOf } from "@/lib/survey/import/input-fault";
import type { RefreshError } from "@/lib/survey/import/refresh-pool";
import type { StartError } from "../start/database";
import type { BadArgument } from "./import-requests";

/** Why CZDS gave no list of zones. */
export function czdsSentence(error: BadArgument | CzdsError): StartError {
  if ("message" in error) return error;
  switch (error.code) {
    case "credentials_refused":
      return { code: error.code, message: "CZDS refused CZDS_USERNAME or CZDS_PASSWORD." };
    case "too_many_logins":
      return {
        code: error.code,
        message: "CZDS takes eight logins in five minutes. Try again later.",
      };
    default:
      return { code: error.code, message: `CZDS, ${error.place}: ${detailOf(error)}.` };
  }
}

/** Why a source was not imported. */
export function refusal(error: ImportError): string {
  switch (error.code) {
    case "refused":
      return sentenceOf(error.place, error.fault);
    case "not_had":
      return `${error.place}: ${detailOf(error.error)}`;
    case "disk_full":
      return `${error.place}: ${error.detail}`;
  }
}

/** The error's own words: a code, and the numbers that go with it. */
const detailOf = ({ code, ...more }: { code: string }): string =>
  [
    code,
    ...Object.entries(more)
      .filter(([name]) => name !== "place")
      .map(([name, value]) => `${name} ${String(value)}`),
  ].join(", ");

/** Why there are no new candidates. */
export function refreshSentence(error: RefreshError): string {
  switch (error.code) {
    case "nothing_imported":
      return "No source has ever been imported, so there are no candidates.";
    case "names_damaged":
      return `The names of ${error.source} are damaged on the disk; import it again.`;
    case "too_many_sources":
      return `There are more than ${error.most} sources.`;
    case "disk_full":
      return `The candidates were not made: ${error.detail}.`;
  }
}
