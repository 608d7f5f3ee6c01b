import { processEnv } from "@/lib/env";
import { abortBuild } from "../start/build";
import { createLife } from "../start/life";
import { serveSite } from "../start/serve-site";
import { publishLabReleases } from "./lab-releases";

// The site with releases of made-up domains beside the published history, to look at every page of it:
// each says that they are lab data. Give it a DATA_DIR and a PORT of its own.
const life = createLife(abortBuild);
const env = processEnv();
if (env.ok) await serveSite(env.value, life, (databaseUrl) => publishLabReleases(databaseUrl));
else
  await life.fail({
    code: "bad_environment",
    message: env.error.map(({ message }) => message).join("\n"),
  });
