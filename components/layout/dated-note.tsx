import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import { formatDate, formatDay } from "../format";
import styles from "./dated-note.module.css";

/** A release, as far as the note names it. */
interface NamedRelease {
  id: string;
  asOf: IsoDate | null;
  asOfPrecision: DatePrecision;
}

export interface DatedNoteProps {
  /** The day in the address. */
  day: IsoDate;
  /** The newest release of that day or before; null where there is none. */
  latest: NamedRelease | null;
  /** The oldest dated release of all. */
  first: NamedRelease | null;
  /** Address of the live page. */
  live: string;
}

const Release = ({ id, asOf, asOfPrecision }: NamedRelease) => (
  <a href={`/releases/${id}`}>{formatDate(asOf, asOfPrecision)}</a>
);

/** Says above a dated page what it shows: releases up to which day, and the way to the live page. */
export function DatedNote({ day, latest, first, live }: DatedNoteProps) {
  return (
    <aside className={styles.note} aria-label="Dated page">
      <p>
        <strong>As of {formatDay(day)}.</strong>{" "}
        {latest === null ? (
          <>
            No release is dated so early
            {first !== null && (
              <>
                ; the first is of <Release {...first} />
              </>
            )}
            .
          </>
        ) : latest.asOf === day ? (
          <>
            The latest release is of that date: <Release {...latest} />.
          </>
        ) : (
          <>
            No release has that date; the latest before it is of <Release {...latest} />.
          </>
        )}{" "}
        Later and undated figures are left out; corrections show here too.{" "}
        <a data-live="" href={live}>
          The live page
        </a>
      </p>
    </aside>
  );
}

/** Says above every page that some of its figures were made up: this copy of the site is for trying out. */
export const LabNote = () => (
  <aside className={styles.note} aria-label="Lab data">
    <p>
      <strong>Lab data.</strong> Releases whose ids begin with “lab-” hold made-up domains: nothing
      in them was measured. They stand here beside the published ones to try this site out.
    </p>
  </aside>
);
