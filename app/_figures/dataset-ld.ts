import { LICENSE_STATEMENT } from "@/lib/api/version";
import type { FilePlace } from "./figure-files";
import type { PageFigure } from "./page-figure";

/** Days that the rows reach over, as schema.org writes them; undefined where none is dated. */
function temporalCoverage({ rows }: PageFigure): string | undefined {
  const days = rows.flatMap(({ asOf }) => (asOf === null ? [] : [asOf])).sort();
  const [first] = days;
  return first === undefined ? undefined : `${first}/${days.at(-1)}`;
}

/** A figure's dataset for search engines. @see https://schema.org/Dataset */
export function datasetLd(figure: PageFigure, { publicUrl, page }: FilePlace) {
  const { dataset } = figure;
  const { name, authors, url } = dataset.source;
  const api = `${publicUrl}/api/v1/${dataset.id}`;
  return {
    "@context": "https://schema.org",
    "@type": "Dataset",
    name: `${dataset.title} (${name})`,
    description: `${dataset.summary} ${dataset.definition}`,
    identifier: dataset.id,
    url: `${publicUrl}${page}#${figure.id}`,
    isAccessibleForFree: true,
    isBasedOn: url,
    creator:
      authors === null
        ? [{ "@type": "Organization", name, url }]
        : authors.split(" and ").map((author) => ({ "@type": "Person", name: author })),
    publisher: { "@type": "Organization", name: "DANE & DNSSEC statistics", url: publicUrl },
    usageInfo: LICENSE_STATEMENT,
    version: dataset.definitionVersion,
    temporalCoverage: temporalCoverage(figure),
    variableMeasured: Object.values(dataset.measures).map(({ title }) => title),
    distribution: [
      { "@type": "DataDownload", encodingFormat: "text/csv", contentUrl: `${api}.csv` },
      { "@type": "DataDownload", encodingFormat: "application/json", contentUrl: api },
    ],
  };
}
