/**
 * Version of the API's shape, semver: a new column, dataset or parameter is a minor step; a removal
 * or a change of meaning is a major one, is announced two weeks ahead and gets a new path.
 */
export const API_VERSION = "1.5.0";

/** Path below which this major version lives. */
export const API_ROOT = "/api/v1";

/** One entry of the API's dated log. */
export interface ApiChange {
  version: string;
  date: string;
  change: string;
}

/** What changed, newest first; removals stand here two weeks before they happen. */
export const API_CHANGES: readonly ApiChange[] = [
  {
    version: "1.5.0",
    date: "2026-11-26",
    change:
      "Releases of our own survey as files: GET /api/v1/releases/{id}/files lists them as CSV and Parquet.",
  },
  {
    version: "1.4.0",
    date: "2026-11-26",
    change:
      "Our own survey: each row says by kind whose figure it is, and its releases have a manifest with what the gates found.",
  },
  {
    version: "1.3.0",
    date: "2026-11-26",
    change: "Search: GET /api/v1/search over pages, TLDs, providers, definitions and datasets.",
  },
  {
    version: "1.2.0",
    date: "2026-11-26",
    change: "One domain in the survey, with its history: /api/v1/domains/{domain}.",
  },
  {
    version: "1.1.0",
    date: "2026-11-26",
    change:
      "Live checks: POST /api/v1/checks, a check and its events by id, the newest result of a domain.",
  },
  {
    version: "1.0.0",
    date: "2026-11-24",
    change:
      "First version: every dataset as JSON and CSV, releases and their revisions, OpenAPI document.",
  },
];

/** What may be done with the figures. */
export const LICENSE_STATEMENT =
  "The figures are facts, quoted with their source. This site claims no rights in them and cannot grant any; cite the source named here.";

/** SPDX id of the licence of our own survey's figures. */
export const OWN_LICENSE = "CC-BY-4.0";
/** The same in a sentence. */
export const OWN_LICENSE_STATEMENT =
  "Figures of this site’s own survey (kind survey_run) are licensed under CC BY 4.0.";
