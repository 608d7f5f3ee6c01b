import { DS_STATES, type DsState } from "@/lib/model/survey-input";

/** One name of a batch, as it is handed on. `not_seen`: a zone file says that it has no DS any more. */
export type LeasedName = {
  name: string;
  hash: number;
  ds: DsState;
  /** 0 for the first look of a run, then the number of the retry. */
  attempt: number;
};

/** Names as a batch's row holds them: a line each. */
export const batchLines = (names: readonly LeasedName[]): string =>
  names
    .map(({ name, hash, ds, attempt }) => `${name}\t${hash}\t${DS_STATES.indexOf(ds)}\t${attempt}`)
    .join("\n");

/** The names in such lines. */
export const namesInLines = (lines: string): LeasedName[] =>
  lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", hash, ds, attempt] = line.split("\t");
      return {
        name,
        hash: Number(hash),
        ds: DS_STATES[Number(ds)] ?? "unknown",
        attempt: Number(attempt),
      };
    });
