/** Words of the survey's first stage: what its inputs are, and what is said of a candidate. */

/** How an input is written: a zone's master file, one name a line, or a column of a CSV file. */
export const INPUT_KINDS = ["zone", "list", "csv"] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/**
 * What the inputs say of a candidate's DS records. `not_seen`: its delegation stands in a zone file
 * without DS. `unknown`: no zone file has it, so the scan must ask; it is never a "no".
 */
export const DS_STATES = ["unknown", "seen", "not_seen"] as const;
export type DsState = (typeof DS_STATES)[number];

/** Why an input is refused whole. */
export const INPUT_FAULTS = [
  // of the file
  "unreadable",
  "gzip_damaged",
  "empty",
  "cut_short",
  "line_too_long",
  "binary",
  "too_big",
  "too_many_names",
  "size_off",
  // of a name
  "name_empty",
  "name_too_long",
  "label_empty",
  "label_too_long",
  "character_invalid",
  "escape_invalid",
  "punycode_invalid",
  "not_a_domain",
  // of a zone file
  "directive_refused",
  "directive_invalid",
  "origin_missing",
  "owner_missing",
  "class_not_in",
  "ttl_invalid",
  "type_missing",
  "type_unknown",
  "rdata_invalid",
  "parenthesis_unbalanced",
  "quote_unbalanced",
  "soa_not_first",
  "soa_of_other_zone",
  // of a CSV file
  "column_missing",
  "csv_invalid",
] as const;
export type InputFaultCode = (typeof INPUT_FAULTS)[number];

/** Where an input is wrong. `line` counts from 1; both are null where the whole file is meant. */
export type InputFault = {
  code: InputFaultCode;
  line: number | null;
  field: string | null;
  /** For people; never compared. */
  detail: string;
};

/** What came of an import: `refused` for a malformed input, `failed` for one that was not had. */
export const IMPORT_OUTCOMES = ["accepted", "refused", "failed"] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];
