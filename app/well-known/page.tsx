import type { Metadata } from "next";
import { EmptyState } from "@/components/empty-state";
import { FilterForm } from "@/components/filter-form";
import { formatDate } from "@/components/format";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { wellKnownDomains } from "@/lib/model/datasets/hosts";
import type { QueryParameters } from "@/lib/model/page-query";
import { tldForPeople } from "@/lib/stats/tlds";
import { FigureFrame } from "../_figures/figure-frame";
import { wellKnownFigures } from "../_figures/well-known";
import { datedNote } from "../_server/dated-note";
import { db } from "../_server/db";
import { filePlace } from "../_server/file-place";
import { pageQuery } from "../_server/page-query";
import { today } from "../_server/today";
import styles from "./page.module.css";

export const metadata: Metadata = {
  title: "Well-known DANE domains",
  description:
    "Well-known domains that had DANE in October 2018, as the survey’s authors listed them.",
  alternates: { canonical: "/well-known" },
};

const tldOf = (domain: string): string => domain.slice(domain.lastIndexOf(".") + 1);

export default async function WellKnownPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const note = await datedNote();
  const { q } = await pageQuery("/well-known", searchParams);
  const found = await wellKnownFigures(db(), { q });
  if (found === null) {
    return (
      <Page section="/well-known" {...note}>
        <h1>Well-known DANE domains</h1>
        <EmptyState title="No list" what={wellKnownDomains.gap} />
      </Page>
    );
  }
  const { filled, shown, figure } = found;
  const { table, rows } = filled;
  const byTld = Map.groupBy(shown, ({ domain }) => tldOf(domain));
  const when = formatDate(table.asOf, "month");
  return (
    <Page section="/well-known" {...note}>
      <PageHead
        title={`${rows.length} well-known domains that had DANE in ${when}`}
        dek="Public authorities, universities, mail providers and projects among the DANE domains, chosen by the survey’s authors. What these domains do today is not said here."
      />
      <FigureFrame figure={figure} place={filePlace("/well-known", { q })} now={today()}>
        <FilterForm
          action="/well-known"
          label="Filter by name"
          value={q}
          shown={shown.length}
          all={rows.length}
        />
        <dl className={styles.list}>
          {[...byTld].map(([tld, domains]) => (
            <div key={tld}>
              <dt>{tldForPeople(tld)}</dt>
              <dd>
                <ul>
                  {domains.map(({ domain, emphasised }) => (
                    <li key={domain}>{emphasised ? <strong>{domain}</strong> : domain}</li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
        </dl>
        {shown.length === 0 && <p>No listed domain contains “{q}”.</p>}
      </FigureFrame>
    </Page>
  );
}
