import { answerOembed } from "@/app/_figures/oembed";
import { db } from "@/app/_server/db";
import { siteSettings } from "@/app/_server/settings";
import { today } from "@/app/_server/today";

export const dynamic = "force-dynamic";

/** The embed of a figure's address, for programs that take links. @see https://oembed.com */
export async function GET(incoming: Request): Promise<Response> {
  const { publicUrl } = siteSettings();
  const asked = new URL(incoming.url);
  const request = { url: new URL(`/oembed${asked.search}`, publicUrl), publicUrl };
  const { status, headers, body } = await answerOembed(db(), request, today());
  return new Response(body, { status, headers });
}
