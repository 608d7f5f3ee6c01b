import { ensurePrograms } from "@/lab/programs";
import { startLab } from "@/lab/start";
import { processEnv, setProcessEnv } from "@/lib/env";
import { abortBuild } from "../start/build";
import { createLife } from "../start/life";
import { serveSite } from "../start/serve-site";
import { seedSurvey } from "./seed-survey";

// The site as `npm start` serves it, with checks of the lab's domains: for browser tests, and to try
// out by hand. What opens loopback to checks is refused where NODE_ENV is production, which the pages
// need: so the settings are read first, and taken back before anything else reads them.
const life = createLife(abortBuild);
const missing = await ensurePrograms((line) => console.log(line));
// Where its programs cannot be had, the site is served without a lab.
if (missing !== null) console.log(`no lab: ${missing}`);
else await beginLab();
const env = processEnv();
setProcessEnv({ NODE_ENV: "production", SMTP_PORT: "25", PROBE_ALLOWED_RANGES: "" });
if (env.ok) await serveSite(env.value, life, seedSurvey);
else
  await life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });

/** Starts the lab, and has checks go there. */
async function beginLab(): Promise<void> {
  const lab = await startLab();
  life.onEnd(lab.close);
  const { address, port } = lab.resolver;
  setProcessEnv({
    RESOLVERS: `${address}:${port}`,
    TRUST_ANCHOR_FILE: lab.trustAnchorFile,
    SMTP_PORT: String(lab.smtpPort),
    PROBE_ALLOWED_RANGES: "127.0.0.0/8",
    CHECKS_PER_MINUTE: "6000",
  });
}
