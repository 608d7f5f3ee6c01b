import type { ReactNode } from "react";
import styles from "./source-links.module.css";

/** A piece of a source: words, and where they lead if it is a section of an RFC. */
export type SourcePart = { text: string; href: string | null };

const rfcUrl = (rfc: string, section: string | null): string =>
  `https://www.rfc-editor.org/rfc/rfc${rfc}${section === null ? "" : `#section-${section}`}`;

/** A no-break space keeps "RFC 7672" and "§ 2.2" each on one line. */
const together = (text: string): string => text.replace(/ /g, "\u00a0");

/**
 * Splits a source such as `RFC 7672 §2.2.1, §3.2.2; RFC 7671 §9` at its sections; what is not an
 * RFC stays words.
 */
export function sourceParts(source: string): SourcePart[] {
  return source.split(/;\s*/).flatMap((each): SourcePart[] => {
    const match = /^RFC (\d{1,5})\s*(.*)$/.exec(each.trim());
    if (match === null) return [{ text: each.trim(), href: null }];
    const [, rfc = "", rest = ""] = match;
    const sections = [...rest.matchAll(/§\s*([A-Z\d][\d.]*)/g)].map(([, section = ""]) =>
      section.replace(/\.$/, ""),
    );
    if (sections.length === 0) return [{ text: together(`RFC ${rfc}`), href: rfcUrl(rfc, null) }];
    return sections.map((section, i) => ({
      text: together(i === 0 ? `RFC ${rfc} §${section}` : `§${section}`),
      href: rfcUrl(rfc, section),
    }));
  });
}

/** A source with each RFC section as a link to its text. */
export function SourceLinks({ source }: { source: string }): ReactNode {
  return (
    <span className={styles.source}>
      {sourceParts(source).map(({ text, href }, i) => (
        <span key={`${text} ${href}`}>
          {i > 0 && ", "}
          {href === null ? text : <a href={href}>{text}</a>}
        </span>
      ))}
    </span>
  );
}
