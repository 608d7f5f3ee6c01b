import type { ReactNode } from "react";
import { Mark } from "./mark";
import styles from "./notice.module.css";
import type { Tone } from "./report-tone";

/** Something that happened, with its mark: a refusal, a check that ended without a result. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: Tone;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role="status">
      <Mark tone={tone} size={24} />
      <div>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
    </div>
  );
}
