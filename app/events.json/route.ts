import { eventsJson } from "../_figures/site-feeds";
import { documentAnswer } from "../_server/document";
import { siteSettings } from "../_server/settings";

export const dynamic = "force-dynamic";

/** The dated events with their sources. */
export const GET = (): Response =>
  documentAnswer(eventsJson(siteSettings().publicUrl), "application/json");
