import { ensurePrograms } from "@/lab/programs";
import { startLab } from "@/lab/start";
import { setProcessEnv } from "@/lib/env";
import { abortBuild } from "../start/build";
import { createLife } from "../start/life";
import { serveLabSite } from "../start/serve-lab-site";
import { seedSurvey } from "./seed-survey";
import { TEST_RELAY_URL } from "./test-relay";

// The site with a lab of its own, whose domains it checks: for browser tests, and to try out by hand.
const life = createLife(abortBuild);
const missing = await ensurePrograms((line) => console.log(line));
// Where its programs cannot be had, the site is served without a lab.
if (missing !== null) console.log(`no lab: ${missing}`);
else await beginLab();
// Nobody listens there but the test that reads the mails.
setProcessEnv({ SMTP_RELAY_URL: TEST_RELAY_URL, MAIL_FROM: "stats@stats.example.net" });
await serveLabSite(life, seedSurvey);

/** Starts the lab, has checks go there, and says what settings another site needs for the same. */
async function beginLab(): Promise<void> {
  const lab = await startLab();
  life.onEnd(lab.close);
  const { address, port } = lab.resolver;
  const settings = {
    RESOLVERS: `${address}:${port}`,
    TRUST_ANCHOR_FILE: lab.trustAnchorFile,
    SMTP_PORT: String(lab.smtpPort),
    PROBE_ALLOWED_RANGES: "127.0.0.0/8",
  };
  console.log(`lab: ${JSON.stringify(settings)}`);
  setProcessEnv({ ...settings, CHECKS_PER_MINUTE: "6000" });
}
