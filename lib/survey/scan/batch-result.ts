import type { DsState } from "@/lib/model/survey-input";
import type { BatchTally, RemovalReason } from "@/lib/model/survey-scan";
import type { DomainContent, HostContent } from "./content";
import type { Disagreement } from "./disagreement";

/** A domain's name and its place in the order of scanning. */
export type DomainKey = { name: string; hash: number };

/** What is to be written of one batch: differences only. */
export type BatchResult = {
  /** When it was observed, ISO 8601: one moment for the batch. */
  at: string;
  written: readonly (DomainKey & {
    hasNewKeys: boolean;
    content: DomainContent;
  })[];
  removed: readonly (DomainKey & { reason: RemovalReason })[];
  carried: readonly DomainKey[];
  renewed: readonly DomainKey[];
  retried: readonly (DomainKey & {
    ds: DsState;
    attempt: number;
    afterMs: number;
    operator: string | null;
  })[];
  hosts: readonly HostContent[];
  disagreements: readonly (Disagreement & { domain: string })[];
  tally: BatchTally;
  size: number;
  durationMs: number;
};
