import { abortBuild } from "./start/build";
import { createLife } from "./start/life";
import { serveLabSite } from "./start/serve-lab-site";

// The built site for checks of a lab that runs already and that the settings name. Not among the
// bundled programs.
await serveLabSite(createLife(abortBuild));
