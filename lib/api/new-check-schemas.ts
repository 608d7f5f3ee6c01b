import { z } from "zod";
import { CheckSummary } from "@/lib/model/live-check";
import { CheckLinks } from "./check-answers";
import { PlainMeta } from "./envelope";

/** The body of `POST /api/v1/checks`. */
export const NewCheckBody = z
  .object({
    domain: z.string().max(2048).meta({
      description: "A domain; of an e-mail address or a URL its domain is taken",
      example: "example.nl",
    }),
  })
  .meta({ id: "NewCheck" });

/** The answer of `POST /api/v1/checks`. */
export const NewCheckAnswer = z.object({
  data: CheckSummary.extend({
    how: z.enum(["queued", "joined", "reused"]).meta({
      description:
        "A new check, one that was in flight already, or a result that is less than a minute old",
    }),
  }).meta({ id: "RequestedCheck" }),
  meta: PlainMeta,
  links: CheckLinks,
});
