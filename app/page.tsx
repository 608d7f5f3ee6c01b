import { TimeChart } from "@/components/charts/time-chart";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { annotationsOf } from "@/lib/stats/annotations";
import { overview } from "@/lib/stats/overview";
import { pointsOf } from "@/lib/stats/points";
import { db } from "./_server/db";

export default async function OverviewPage() {
  const state = await overview(db());
  const points = pointsOf(state.daneRows, (row) => row.domains).map(({ row: _, ...point }) => point);
  const { events, breaks } = annotationsOf(["dane-domains"]);
  return (
    <Page section="/">
      <PageHead title="x" dek="y" />
      <TimeChart
        title="DANE domains"
        series={[{ id: "dane", name: "DANE domains", tone: "dane", points }]}
        events={events}
        breaks={breaks}
        format="count"
      />
    </Page>
  );
}
