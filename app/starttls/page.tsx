import { EmptyState } from "@/components/empty-state";
import { formatDate, formatShare } from "@/components/format";
import { KeyFigure, KeyFigures } from "@/components/key-figure";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { mailEncryption } from "@/lib/model/datasets/hosts";
import { FigureFrame } from "../_figures/figure-frame";
import { DIRECTION_WORDS, starttlsFigures } from "../_figures/starttls";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { figureMetadata } from "../_server/figure-metadata";
import { filePlace } from "../_server/file-place";
import { today } from "../_server/today";

const ABOUT =
  "Share of mail encrypted in transit at Gmail in 2018, and large domains that did not always encrypt.";

export const generateMetadata = figureMetadata(
  "/starttls",
  "STARTTLS",
  ABOUT,
  "/starttls.png?shape=wide",
);

export default async function StarttlsPage() {
  const note = await datedNote();
  const now = today();
  const { encrypted, encryption, domains } = await starttlsFigures(db());
  const place = filePlace("/starttls");
  const outbound = encrypted?.rows.find(({ direction }) => direction === "outbound");
  return (
    <Page section="/starttls" {...note}>
      <PageHead
        title={
          outbound?.share == null
            ? "How much mail is encrypted in transit"
            : `${formatShare(outbound.share, 0)} of the mail that Gmail sent was encrypted in ${formatDate(outbound.asOf, "month")}`
        }
        dek="Encrypted is not authenticated: opportunistic STARTTLS keeps out those who only listen, and gives way to anyone who can change the traffic. DANE closes that gap. These figures are Google’s, as the survey’s slides quote them."
      />
      {encrypted === null || encryption === null ? (
        <EmptyState title={mailEncryption.title} what={mailEncryption.gap} headingLevel={2} />
      ) : (
        <FigureFrame figure={encryption} place={place} now={now}>
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
        </FigureFrame>
      )}
      {domains.map((figure) => (
        <FigureFrame key={figure.id} figure={figure} place={place} now={now} />
      ))}
      <p>
        <a href="/learn">Why encryption without authentication is not enough</a>
      </p>
    </Page>
  );
}
