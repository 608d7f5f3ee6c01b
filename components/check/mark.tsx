import styles from "./mark.module.css";
import type { Tone } from "./report-tone";

/** What each shape is called where it stands without words. */
const TONE_WORDS: Record<Tone, string> = {
  good: "yes",
  bad: "broken",
  warn: "in part",
  advice: "advice",
  none: "none",
  unknown: "could not tell",
};

/** A shape of its own for each tone, about (0, 0) and 20 across: told apart without colour. */
function shape(tone: Tone) {
  switch (tone) {
    case "good":
      return (
        <>
          <circle className={styles.full} r="9" />
          <path className={styles.sign} d="M-4.2 .4 -1.2 3.4 4.4-2.8" />
        </>
      );
    case "bad":
      return (
        <>
          <path
            className={styles.full}
            d="M-3.9-9.4h7.8l5.5 5.5v7.8l-5.5 5.5h-7.8l-5.5-5.5v-7.8z"
          />
          <path className={styles.sign} d="M-3.2-3.2 3.2 3.2M3.2-3.2-3.2 3.2" />
        </>
      );
    case "warn":
      return (
        <>
          <path className={styles.full} d="M0-9.2 9.8 8H-9.8z" />
          <path className={styles.sign} d="M0-3.4V2.4M0 5.4v.1" />
        </>
      );
    case "advice":
      return (
        <>
          <path className={styles.full} d="M0-9.8 9.8 0 0 9.8-9.8 0z" />
          <path className={styles.sign} d="M0-.6V3.8M0-4v.1" />
        </>
      );
    case "none":
      return (
        <>
          <circle className={styles.outline} r="8.4" />
          <path className={styles.line} d="M-3.8 0h7.6" />
        </>
      );
    case "unknown":
      return (
        <>
          <circle className={styles.dashed} r="8.4" />
          <path
            className={styles.line}
            d="M-2.7-2.2a2.7 2.7 0 1 1 3.9 2.4C.3.7 0 1.2 0 2.2M0 4.9v.1"
          />
        </>
      );
  }
}

/** The mark within a drawing. @param size across, in pixels of the drawing */
export function MarkShape({
  tone,
  x,
  y,
  size = 16,
}: {
  tone: Tone;
  x: number;
  y: number;
  size?: number;
}) {
  return (
    <g
      className={`${styles.mark} ${styles[tone]}`}
      transform={`translate(${x} ${y}) scale(${size / 20})`}
    >
      {shape(tone)}
    </g>
  );
}

/** The mark beside words. @param alone no words stand beside it, so it says its own */
export function Mark({
  tone,
  size = 18,
  alone = false,
}: {
  tone: Tone;
  size?: number;
  alone?: boolean;
}) {
  return (
    <svg
      className={`${styles.mark} ${styles[tone]}`}
      viewBox="-10 -10 20 20"
      width={size}
      height={size}
      role={alone ? "img" : undefined}
      aria-label={alone ? TONE_WORDS[tone] : undefined}
      aria-hidden={alone ? undefined : true}
    >
      {shape(tone)}
    </svg>
  );
}
