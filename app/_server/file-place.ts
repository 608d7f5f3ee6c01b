import "server-only";
import { askedAsOf, asOfPrefix } from "@/lib/as-of";
import type { FilePlace } from "../_figures/figure-files";
import { siteSettings } from "./settings";

/** Where a page's files are, in the state and as of the day that the page is shown. */
export const filePlace = (page: string, state: FilePlace["state"] = {}): FilePlace => ({
  publicUrl: siteSettings().publicUrl,
  prefix: asOfPrefix(),
  asOf: askedAsOf()?.day ?? null,
  page,
  state,
});
