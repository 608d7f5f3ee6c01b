import { isDeepStrictEqual } from "node:util";
import { connect } from "@/db/client";
import { draftAndPlan } from "@/lab/bulk/draft-and-plan";
import { LEAST_DOMAINS } from "@/lab/bulk/make-plan";
import { startBulkLab } from "@/lab/bulk/start-bulk";
import { hasProgram } from "@/lab/programs";
import { hurryRetries, labOptions, surveyOf } from "@/scripts/testing/bulk-survey";
import { figuresOnSite } from "@/scripts/testing/site-figures";
import { startThrowAwayCluster } from "@/scripts/testing/throw-away-cluster";
import { formatDuration } from "../start/progress";
import type { Drill } from "./drill";

const SITE_PORT = 3_094;

/**
 * Surveys a lab whose every domain is planned, by the command itself, from lists to a published release, and
 * then serves that release. A round is 1,000 domains.
 *
 * Promises: every dataset holds exactly what follows from the plan, and readers find those figures.
 */
export const bulkSurvey: Drill = {
  name: "bulk-survey",
  purpose: "survey run over planned domains, every dataset compared with the plan",
  rounds: { full: 20, sample: 0 },
  async run({ rounds, folder, log }) {
    if (!hasProgram("nsd") || !hasProgram("unbound"))
      return { isSuccess: true, report: ["Left out: nsd or unbound is missing."] };
    const domains = Math.max(LEAST_DOMAINS, rounds * 1_000);
    const cluster = await startThrowAwayCluster();
    try {
      const lab = await startBulkLab({ domains });
      const db = connect(cluster.url);
      try {
        log(`the lab is up: ${domains} domains`);
        const begunAt = performance.now();
        const place = { lab, databaseUrl: cluster.url, folder };
        const options = [...labOptions(lab), "--geoip", lab.geoipFile];
        const run = surveyOf(place, "run", ...options, ...lab.inputs);
        await hurryRetries(db, run.ended);
        const code = await run.ended;
        const took = formatDuration(performance.now() - begunAt);
        log(`survey run ended with ${code} after ${took}`);
        if (code !== 0) return { isSuccess: false, report: [run.output().slice(-2_000)] };
        const { counted, planned, uncompared } = await draftAndPlan(db, lab.plan);
        const wrong = Object.keys(planned).filter(
          (name) => !isDeepStrictEqual(counted[name], planned[name]),
        );
        for (const name of wrong)
          log(`${name}: ${JSON.stringify(counted[name])} for ${JSON.stringify(planned[name])}`);
        const [scan] = await db.$client<{ queries: number; timeouts: number; seconds: number }[]>`
          select sum((tally->>'queries')::int)::int as queries,
            sum((tally->>'timeouts')::int)::int as timeouts,
            extract(epoch from max(r.finished_at) - min(r.started_at))::int as seconds
          from scan.coverage c join scan.runs r on r.id = c.run`;
        const site = await figuresOnSite(db, {
          databaseUrl: cluster.url,
          folder,
          port: SITE_PORT,
        });
        const isSuccess = wrong.length === 0 && uncompared.length === 0 && site.wrong.length === 0;
        return {
          isSuccess,
          report: [
            `- ${domains} planned domains; from lists to the release ${took}, of which the scan ${scan?.seconds} s`,
            `- ${scan?.queries} questions, ${scan?.timeouts} of them timed out`,
            `- ${Object.keys(planned).length} tables compared with the plan, ${wrong.length} differ${wrong.map((name) => `: ${name}`).join()}`,
            `- datasets that were not compared: ${uncompared.join(", ") || "none"}`,
            `- ${site.rows} rows of the release as the site serves them, ${site.pages} pages; ${site.wrong.length} differ`,
            ...site.wrong.map((one) => `  - ${one}`),
          ],
        };
      } finally {
        await db.$client.end();
        await lab.close();
      }
    } finally {
      await cluster.stop();
    }
  },
};
