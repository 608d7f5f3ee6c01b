import { PROBES_OF_OURS, probingText } from "@/lib/model/probe-description";
import { documentAnswer } from "../../_server/document";
import { now } from "../../_server/now";
import { siteSettings } from "../../_server/settings";

export const dynamic = "force-dynamic";

/** Who probes, and whom to write to. @see RFC 9511 §4 */
export function GET(): Response {
  const { publicUrl, contact, probeDescription, probeDescriptionDays } = siteSettings();
  const text = probingText({
    publicUrl,
    contact,
    description: probeDescription ?? PROBES_OF_OURS,
    validDays: probeDescriptionDays,
    now: now(),
  });
  return documentAnswer(text, "text/plain; charset=utf-8");
}
