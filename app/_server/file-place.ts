import "server-only";
import { askedAsOf, asOfPrefix } from "@/lib/as-of";
import { type PageState, stateQuery } from "@/lib/model/page-files";
import type { FilePlace } from "../_figures/figure-files";
import { siteSettings } from "./settings";

/** Where a page's files are, in the state and as of the day that the page is shown. */
export const filePlace = (page: string, state: PageState = {}): FilePlace => ({
  publicUrl: siteSettings().publicUrl,
  prefix: asOfPrefix(),
  asOf: askedAsOf()?.day ?? null,
  page,
  query: stateQuery(state),
});
