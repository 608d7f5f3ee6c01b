import { z } from "zod";

export const OPT_OUT_KINDS = ["domain", "range"] as const;

/** One wish not to be checked: a domain (A-labels, lower case) with all below it, or a CIDR range. */
export const OptOut = z.object({ kind: z.enum(OPT_OUT_KINDS), value: z.string() });
export type OptOut = z.infer<typeof OptOut>;
