import { processEnv, setProcessEnv } from "@/lib/env";
import type { Life } from "./life";
import { serveSite } from "./serve-site";

/**
 * Serves the built site as `npm start` does, but for checks of a lab on this machine. What opens
 * loopback to checks is refused where NODE_ENV is production, which the pages need: so the settings
 * are read first, once, and everything that reads them afterwards is, and sees, production.
 *
 * @param furnish what tests put into the database before it is served.
 */
export async function serveLabSite(
  life: Life,
  furnish?: (databaseUrl: string) => Promise<void>,
): Promise<void> {
  const env = processEnv();
  setProcessEnv({ NODE_ENV: "production", PROBE_ALLOWED_RANGES: "", SMTP_PORT: "" });
  if (env.ok) return serveSite(env.value, life, furnish);
  return life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });
}
