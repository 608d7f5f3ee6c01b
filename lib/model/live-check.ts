import { z } from "zod";
import { CheckChange } from "./check-changes";
import type { CheckProgress } from "./check-progress";
import { CheckReport } from "./check-report";
import { DomainVerdict } from "./check-verdicts";

/** Where PostgreSQL tells that a check changed; the payload is its id. */
export const CHECK_CHANNEL = "check_changed";

/** The id of a check: 100 random bits, so that nobody lists what others asked. */
export const CHECK_ID = /^[a-km-np-z2-9]{20}$/;

export const CHECK_STATES = ["queued", "running", "done", "failed"] as const;
/** How far a check is. `failed`: it ended without a report, which says nothing of the domain. */
export const CheckState = z.enum(CHECK_STATES);
export type CheckState = z.infer<typeof CheckState>;

/** Why a check ended without a report. */
export const CHECK_FAILURES = {
  interrupted: "The server was restarted while this check ran. Please check again.",
  not_started: "Nobody took this check up in time. Please check again.",
  internal: "This check failed on our side, and that was logged. It says nothing of the domain.",
  older_version: "This result was made by an older version and can no longer be shown.",
} as const;
export type CheckFailure = keyof typeof CHECK_FAILURES;
export const CHECK_FAILURE_CODES = Object.keys(CHECK_FAILURES) as [CheckFailure, ...CheckFailure[]];

const moment = z.iso.datetime();

/** A check without its report. */
export const CheckSummary = z.object({
  id: z.string().regex(CHECK_ID),
  domain: z.string().meta({ description: "A-labels, no final dot" }),
  unicode: z.string().meta({ description: "The same for people" }),
  state: CheckState,
  position: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: "Place in the queue, 1 is next; null unless queued" }),
  queuedAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  verdict: DomainVerdict.nullable().meta({ description: "null unless done" }),
  failure: z
    .object({ code: z.enum(CHECK_FAILURE_CODES), sentence: z.string() })
    .nullable()
    .meta({ description: "Why it ended without a report; null unless failed" }),
});
export type CheckSummary = z.infer<typeof CheckSummary>;

/** A check as it is kept and shown. */
export const LiveCheck = CheckSummary.extend({
  report: CheckReport.nullable().meta({ description: "null unless done" }),
  previous: z
    .string()
    .regex(CHECK_ID)
    .nullable()
    .meta({ description: "The check of this domain that `changes` compares with" }),
  changes: z
    .array(CheckChange)
    .nullable()
    .meta({ description: "What differs from `previous`; null where there is none" }),
});
export type LiveCheck = z.infer<typeof LiveCheck>;

/** What the stream of a check tells. The last event of a stream is a summary, done or failed. */
export type CheckEvent =
  | { kind: "progress"; sequence: number; progress: CheckProgress }
  | { kind: "summary"; sequence: number | null; summary: CheckSummary };
