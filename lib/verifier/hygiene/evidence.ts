import type { HygieneEvidence } from "@/lib/model/check-hygiene";

export const passed = (at: string, says: string): HygieneEvidence => ({
  at,
  outcome: "pass",
  says,
});
export const failed = (at: string, says: string): HygieneEvidence => ({
  at,
  outcome: "fail",
  says,
});
/** We could not tell, which is never a fail. */
export const unknown = (at: string, says: string): HygieneEvidence => ({
  at,
  outcome: "undetermined",
  says,
});
