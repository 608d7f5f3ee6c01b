import { db } from "@/app/_server/db";
import { siteSettings } from "@/app/_server/settings";
import { isDatabaseAway } from "@/lib/api/database-away";
import { problemAnswer } from "@/lib/api/problem";
import { answerPath } from "@/lib/api/routes";

export const dynamic = "force-dynamic";

/** Every path of the API: `lib/api` answers, this file is the socket's side of it. */
export async function GET(
  incoming: Request,
  { params }: { params: Promise<{ path?: string[] }> },
): Promise<Response> {
  const request = { url: new URL(incoming.url), publicUrl: siteSettings().publicUrl };
  const { path = [] } = await params;
  try {
    const { status, headers, body } = await answerPath(db(), request, path);
    return new Response(body, { status, headers });
  } catch (cause) {
    if (!isDatabaseAway(cause)) throw cause;
    const { status, headers, body } = problemAnswer(
      request,
      "database-away",
      "The database with the figures cannot be reached. Please try again in a minute.",
    );
    return new Response(body, { status, headers });
  }
}
