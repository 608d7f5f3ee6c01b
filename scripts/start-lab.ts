import { processEnv, setProcessEnv } from "@/lib/env";
import { abortBuild } from "./start/build";
import { createLife } from "./start/life";
import { serveSite } from "./start/serve-site";

// The built site as `npm start` serves it, but for checks of a lab on this machine: the settings that
// production refuses are read before production begins. Not among the bundled programs.
const life = createLife(abortBuild);
const env = processEnv();
// Read once, and not handed on: everything after this is, and sees, production.
setProcessEnv({ NODE_ENV: "production", PROBE_ALLOWED_RANGES: "", SMTP_PORT: "" });
if (env.ok) await serveSite(env.value, life);
else
  await life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });
