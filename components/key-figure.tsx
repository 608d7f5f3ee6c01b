import type { ReactNode } from "react";
import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import type { ChartPoint, SeriesTone, ValueFormat } from "@/lib/model/chart";
import type { FigureFlag } from "@/lib/model/flags";
import { Sparkline } from "./charts/sparkline";
import { formatAge, formatDate, formatValue } from "./format";
import styles from "./key-figure.module.css";

/** Props of a tile with one figure, its own date and how it moved. */
export interface KeyFigureProps {
  title: string;
  /** Null: not published. */
  value: number | null;
  format?: ValueFormat;
  /** Digits after the point of a share: no more than the source gives. */
  digits?: number;
  flags?: readonly FigureFlag[];
  /** Words under the number, such as the denominator of a share. */
  unit?: ReactNode;
  asOf: IsoDate | null;
  asOfPrecision?: DatePrecision;
  asOfNotBefore?: IsoDate | null;
  now: IsoDate;
  /** In words: "+1,347 in a month". */
  changes?: readonly string[];
  /** Where the change is taken apart. */
  whyHref?: string;
  /** For the sparkline; drawn only from three points on. */
  points?: readonly ChartPoint[];
  tone?: SeriesTone;
  href?: string;
  headingLevel?: 2 | 3;
}

/** What stands before the number where it is not the whole truth. */
const qualifier = (flags: readonly FigureFlag[]): string | null =>
  flags.includes("l") ? "at least" : flags.includes("e") ? "about" : null;

/** One figure with its date, age and change; a grid of them is `KeyFigures`. */
export function KeyFigure(props: KeyFigureProps) {
  const {
    title,
    value,
    format = "count",
    flags = [],
    unit,
    asOf,
    now,
    changes = [],
    points = [],
  } = props;
  const {
    tone = "dane",
    href,
    headingLevel = 2,
    asOfPrecision = "day",
    asOfNotBefore = null,
  } = props;
  const Heading = `h${headingLevel}` as const;
  const word = qualifier(flags);
  const date = formatDate(asOf, asOfPrecision, asOfNotBefore);
  return (
    <div className={styles.tile}>
      <Heading className={styles.title}>
        {href === undefined ? title : <a href={href}>{title}</a>}
      </Heading>
      {value === null ? (
        <p className={styles.missing}>Not published</p>
      ) : (
        <p className={styles.number}>
          {word !== null && <span className={styles.word}>{word} </span>}
          {formatValue(value, format, props.digits)}
        </p>
      )}
      {value !== null && (
        <p className={styles.date}>
          {asOf === null ? date : <time dateTime={asOf}>{date}</time>}
          {asOf !== null && (
            <>
              , <span className={styles.age}>{formatAge(asOf, now)}</span>
            </>
          )}
        </p>
      )}
      {unit !== undefined && <p className={styles.unit}>{unit}</p>}
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
          {props.whyHref !== undefined && (
            <li>
              <a href={props.whyHref}>Why did it move?</a>
            </li>
          )}
        </ul>
      )}
      <div className={styles.spark}>
        <Sparkline points={points} tone={tone} name={title} format={format} />
      </div>
    </div>
  );
}

/** A grid of tiles with thin rules between them. */
export function KeyFigures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.grid} aria-label={label}>
      {children}
    </section>
  );
}
