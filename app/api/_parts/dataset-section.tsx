import { z } from "zod";
import { formatCount, formatDate } from "@/components/format";
import { Once } from "@/components/markup";
import { columnNotes, type DatasetSummary } from "@/lib/api/dataset-meta";
import { dimensionParameters } from "@/lib/api/dimension-parameters";
import type { Dataset } from "@/lib/model/dataset";
import styles from "../page.module.css";
import { Terms, Words } from "./terms";

/** Units that the description says already. */
const PLAIN_UNITS = new Set(["share", "place"]);

const path = (url: string) => url.replace(/^https?:\/\/[^/]+/, "");

const reach = ({ rows, undatedRows, firstDate, lastDate }: DatasetSummary) => {
  if (rows === 0) return "Nothing published yet.";
  const dates =
    firstDate === null
      ? "none of them dated"
      : firstDate === lastDate
        ? `of ${formatDate(firstDate)}`
        : `from ${formatDate(firstDate)} to ${formatDate(lastDate)}`;
  const undated = undatedRows === 0 || firstDate === null ? "" : `, ${undatedRows} of them undated`;
  return `${formatCount(rows)} ${rows === 1 ? "row" : "rows"} ${dates}${undated}.`;
};

interface Props {
  dataset: Dataset;
  summary: DatasetSummary;
}

function Reference({ dataset, summary }: Props) {
  const parameters = dimensionParameters(dataset);
  const own = columnNotes(dataset).filter(({ role }) => role !== "common");
  return (
    <section className={styles.dataset} aria-labelledby={dataset.id}>
      <h3 id={dataset.id}>{dataset.title}</h3>
      <p>
        {dataset.summary} {reach(summary)}
      </p>
      <ul className={styles.links}>
        <li>
          <a href={path(summary.links.json)}>
            <code>{path(summary.links.json)}</code>
          </a>
        </li>
        <li>
          <a href={path(summary.links.csv)}>CSV</a>
        </li>
        <li>
          <a href={path(summary.links.meta)}>Definition as JSON</a>
        </li>
        <li>
          <a href={dataset.page}>Page</a>
        </li>
      </ul>
      <p>
        <Words text={dataset.definition} />
      </p>
      {dataset.denominator !== null && (
        <p>
          Shares are of: <Words text={dataset.denominator} />
        </p>
      )}
      <p>What a gap means: {dataset.gap}</p>
      <Terms
        terms={own.map(({ name, csvName, role, unit, description }) => {
          const parameter = parameters.find((one) => one.name === name);
          return {
            key: name,
            name: <code>{name}</code>,
            note: [role, ...(csvName === name ? [] : [`${csvName} in CSV`])].join(", "),
            words: (
              <>
                {description}
                {unit !== null && !PLAIN_UNITS.has(unit) && ` (${unit})`}.
                {parameter !== undefined && (
                  <span className={styles.note}>
                    Filter: <code>{`${name}=${parameter.example}`}</code>, repeat it for several
                    {parameter.schema instanceof z.ZodEnum &&
                      `; one of ${parameter.schema.options.join(", ")}`}
                  </span>
                )}
              </>
            ),
          };
        })}
      />
    </section>
  );
}

/** One dataset of the reference: what it counts, its columns and its own parameters. */
export const DatasetSection = (props: Props) => (
  <Once
    name="reference"
    of={[props.dataset.id, props.summary]}
    draw={() => <Reference {...props} />}
  />
);
