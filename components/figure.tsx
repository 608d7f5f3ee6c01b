import type { ReactNode } from "react";
import type { IsoDate } from "@/lib/model/calendar";
import styles from "./figure.module.css";
import { formatAge } from "./format";

/** A link in a figure's foot. */
export interface FigureLink {
  title: string;
  href: string;
  /** Said to screen readers where the title alone is ambiguous, as "CSV" is. */
  label?: string;
  download?: boolean;
}

/** Props of the frame around every chart and table. */
export interface FigureProps {
  /** Anchor; the heading and "Table" link use it. */
  id: string;
  /** The finding, a sentence. */
  title: ReactNode;
  /** Unit and what is shown. */
  subtitle?: ReactNode;
  headingLevel?: 2 | 3;
  /** The drawing. */
  children: ReactNode;
  /** The same numbers; folded unless `tableOpen`. */
  table?: ReactNode;
  tableTitle?: string;
  tableOpen?: boolean;
  source?: ReactNode;
  sourceHref?: string | null;
  /** The date in words, no more precise than known. */
  date?: string;
  /** For the age; null or absent for an undated figure. */
  asOf?: IsoDate | null;
  now?: IsoDate;
  /** How it is counted. */
  definitionHref?: string;
  caveats?: readonly ReactNode[];
  /** CSV, JSON, API. */
  data?: readonly FigureLink[];
  citeHref?: string;
  embedHref?: string;
  /** A folded list of ways to the data, in place of `data`. */
  menu?: ReactNode;
}

function Provenance({ source, sourceHref, date, asOf, now, definitionHref }: FigureProps) {
  const aged = asOf != null && now !== undefined ? `, ${formatAge(asOf, now)}` : "";
  return (
    <p className={styles.provenance}>
      {source !== undefined && (
        <span>Source: {sourceHref == null ? source : <a href={sourceHref}>{source}</a>}</span>
      )}
      {date !== undefined && (
        <span>
          As of {asOf == null ? date : <time dateTime={asOf}>{date}</time>}
          {aged}
        </span>
      )}
      {definitionHref !== undefined && <a href={definitionHref}>How it is counted</a>}
    </p>
  );
}

function Actions({ id, title, table, data = [], citeHref, embedHref }: FigureProps) {
  const name = typeof title === "string" ? title : id;
  const links: FigureLink[] = [
    ...(table === undefined
      ? []
      : [{ title: "Table", href: `#${id}-table`, label: `Table: ${name}` }]),
    ...data.map((link) => ({ ...link, label: link.label ?? `${link.title}: ${name}` })),
    ...(citeHref === undefined ? [] : [{ title: "Cite", href: citeHref, label: `Cite: ${name}` }]),
    ...(embedHref === undefined
      ? []
      : [{ title: "Embed", href: embedHref, label: `Embed: ${name}` }]),
  ];
  if (links.length === 0) return null;
  return (
    <ul className={styles.actions}>
      {links.map(({ title: text, href, label, download }) => (
        <li key={href}>
          <a href={href} aria-label={label} {...(download === true ? { download: "" } : {})}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}

const hasFoot = ({
  source,
  date,
  definitionHref,
  table,
  data = [],
  citeHref,
  embedHref,
}: FigureProps) =>
  data.length > 0 ||
  [source, date, definitionHref, table, citeHref, embedHref].some((it) => it !== undefined);

/**
 * The frame of every figure: finding, unit, drawing, the same numbers as a table, and at the foot
 * source, date, age, definition, caveats and ways to the data. Works as plain HTML.
 */
export function Figure(props: FigureProps) {
  const {
    id,
    title,
    subtitle,
    headingLevel = 2,
    children,
    table,
    tableTitle = "Table",
    tableOpen = false,
  } = props;
  const Heading = `h${headingLevel}` as const;
  return (
    <figure className={styles.figure} id={id} aria-labelledby={`${id}-title`}>
      <figcaption className={styles.caption}>
        <Heading id={`${id}-title`} className={styles.title}>
          {title}
        </Heading>
        {subtitle !== undefined && <p className={styles.subtitle}>{subtitle}</p>}
      </figcaption>
      {children}
      {table !== undefined && (
        <details className={styles.table} id={`${id}-table`} open={tableOpen}>
          <summary>{tableTitle}</summary>
          {table}
        </details>
      )}
      {(props.caveats?.length ?? 0) > 0 && (
        <ul className={styles.caveats}>
          {props.caveats?.map((caveat, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of words, never reordered
            <li key={i}>{caveat}</li>
          ))}
        </ul>
      )}
      {hasFoot(props) && (
        <div className={styles.foot}>
          <Provenance {...props} />
          <Actions {...props} />
          {props.menu}
        </div>
      )}
    </figure>
  );
}
