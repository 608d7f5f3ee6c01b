import "server-only";
import type { Metadata } from "next";
import { asOfPrefix } from "@/lib/as-of";
import { stateQuery, withQuery } from "@/lib/model/page-files";
import type { QueryParameters } from "@/lib/model/page-query";
import { oembedAddress } from "../_figures/oembed";
import { preview } from "../_figures/preview";
import { siteSettings } from "./settings";

/** How programs that take a link to the page in this state find its embed. */
export const oembedLink = (page: string, state: QueryParameters = {}) => ({
  "application/json+oembed": oembedAddress(
    siteSettings().publicUrl + asOfPrefix() + withQuery(page, stateQuery(state)),
  ),
});

/** The metadata of a page of figures: preview, canonical address, and where its embed is found. */
export const figureMetadata =
  (page: string, title: string, description: string, image: string) =>
  async ({ searchParams }: { searchParams: Promise<QueryParameters> }): Promise<Metadata> => ({
    title,
    description,
    alternates: { canonical: page, types: oembedLink(page, await searchParams) },
    ...preview(title, description, image),
  });
