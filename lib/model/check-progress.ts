import { z } from "zod";
import { HygieneFinding } from "./check-hygiene";
import { ReportAddress, ReportHost, ReportMx } from "./check-report";
import { DnssecStatus } from "./dnssec";

/** What a check tells while it runs, stage by stage; the report itself comes at the end. */
export const CheckProgress = z.discriminatedUnion("stage", [
  z.object({ stage: z.literal("mx"), mx: ReportMx, hosts: z.array(z.string()) }),
  z.object({
    stage: z.literal("host_dns"),
    host: z.string(),
    addressStatus: DnssecStatus.nullable(),
    tlsaStatus: DnssecStatus.nullable(),
    addresses: z.array(z.string()),
  }),
  z.object({ stage: z.literal("address"), host: z.string(), address: ReportAddress }),
  z.object({ stage: z.literal("host"), host: ReportHost }),
  z.object({ stage: z.literal("hygiene"), findings: z.array(HygieneFinding) }),
]);
export type CheckProgress = z.infer<typeof CheckProgress>;
