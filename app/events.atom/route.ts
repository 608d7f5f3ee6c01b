import { eventsFeed } from "../_figures/site-feeds";
import { ATOM, documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** The dated events as a feed. */
export const GET = (): Response => documentAnswer(eventsFeed(siteSettings().publicUrl), ATOM);
