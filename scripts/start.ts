import { processEnv, setProcessEnv } from "@/lib/env";
import { abortBuild } from "./start/build";
import { createLife } from "./start/life";
import { serveSite } from "./start/serve-site";

// `npm start`: from whatever state the folder is in to a served site.
const life = createLife(abortBuild);
// The site runs as in production, and what is refused there is refused before anything starts.
setProcessEnv({ NODE_ENV: "production" });
const env = processEnv();
if (env.ok) await serveSite(env.value, life);
else
  await life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });
