import { db } from "@/app/_server/db";
import { siteSettings } from "@/app/_server/settings";
import { problemAnswer } from "@/lib/api/problem";
import { answerPath } from "@/lib/api/routes";

export const dynamic = "force-dynamic";

/** Codes of postgres.js and PostgreSQL that mean "not there", as opposed to a fault of ours. */
const AWAY =
  /^(ECONN|ENOTFOUND|ENOENT|EHOSTUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_|57P|53|08)/;

function isAway(cause: unknown): boolean {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.some(isAway)) return true;
    if (AWAY.test(String((at as { code?: unknown }).code ?? ""))) return true;
  }
  return false;
}

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
    if (!isAway(cause)) throw cause;
    const { status, headers, body } = problemAnswer(
      request,
      "database-away",
      "The database with the figures cannot be reached. Please try again in a minute.",
    );
    return new Response(body, { status, headers });
  }
}
