import type { Metadata } from "next";
import { BarList } from "@/components/charts/bar-list";
import { DatasetFigure } from "@/components/dataset-figure";
import { EmptyState } from "@/components/empty-state";
import { formatDate, formatShare } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { DIRECTIONS, mailEncryption, nonTlsDomains } from "@/lib/model/datasets/hosts";
import { latestTable } from "@/lib/stats/latest-table";
import { db } from "../_server/db";
import { today } from "../_server/today";

export const metadata: Metadata = {
  title: "STARTTLS",
  description:
    "Share of mail encrypted in transit at Gmail in 2018, and large domains that did not always encrypt.",
  alternates: { canonical: "/starttls" },
};

const DIRECTION_WORDS = { inbound: "Mail to Gmail", outbound: "Mail from Gmail" } as const;

export default async function StarttlsPage() {
  const now = today();
  const [encrypted, domains] = await Promise.all([
    latestTable(db(), mailEncryption),
    latestTable(db(), nonTlsDomains),
  ]);
  const outbound = encrypted?.rows.find(({ direction }) => direction === "outbound");
  return (
    <Page section="/starttls">
      <PageHead
        title={
          outbound?.share == null
            ? "How much mail is encrypted in transit"
            : `${formatShare(outbound.share, 0)} of the mail that Gmail sent was encrypted in ${formatDate(outbound.asOf, "month")}`
        }
        dek="Encrypted is not authenticated: opportunistic STARTTLS keeps out those who only listen, and gives way to anyone who can change the traffic. DANE closes that gap. These figures are Google’s, as the survey’s slides quote them."
      />
      {encrypted === null ? (
        <EmptyState title={mailEncryption.title} what={mailEncryption.gap} headingLevel={2} />
      ) : (
        <DatasetFigure
          dataset={mailEncryption}
          title="Encrypted in transit, to and from Gmail"
          subtitle={mailEncryption.definition}
          asOf={encrypted.table.asOf}
          asOfPrecision={encrypted.table.asOfPrecision}
          now={now}
        >
          <KeyFigures label="Mail encrypted in transit">
            {encrypted.rows.map(({ direction, share, asOf, asOfPrecision, seriesStart, flags }) => (
              <KeyFigure
                key={direction}
                title={DIRECTION_WORDS[direction]}
                value={share}
                format="share"
                digits={0}
                flags={flags}
                asOf={asOf}
                asOfPrecision={asOfPrecision}
                now={now}
                headingLevel={3}
                {...(seriesStart === null
                  ? {}
                  : { unit: `end of a series that starts on ${formatDate(seriesStart)}` })}
              />
            ))}
          </KeyFigures>
        </DatasetFigure>
      )}
      {domains !== null &&
        DIRECTIONS.map((direction) => (
          <DatasetFigure
            key={direction}
            dataset={nonTlsDomains}
            id={`non-tls-${direction}`}
            title={
              direction === "inbound"
                ? "Large senders that did not always encrypt"
                : "Large receivers that did not always encrypt"
            }
            subtitle={`${DIRECTION_WORDS[direction]}: share encrypted in transit, by the other side’s domain`}
            asOf={domains.table.asOf}
            asOfPrecision={domains.table.asOfPrecision}
            now={now}
            query={`direction=${direction}`}
            caveats={[nonTlsDomains.gap]}
          >
            <BarList
              caption={`${DIRECTION_WORDS[direction]} by domain`}
              labelTitle="Domain"
              valueTitle="Encrypted"
              format="share"
              digits={0}
              tone="neutral"
              fullAt={1}
              rows={domains.rows
                .filter((row) => row.direction === direction)
                .map(({ domain, share, flags }) => ({
                  id: domain,
                  label: domain,
                  value: share,
                  flags,
                }))}
            />
          </DatasetFigure>
        ))}
      <p>
        <a href="/learn">Why encryption without authentication is not enough</a>
      </p>
    </Page>
  );
}
