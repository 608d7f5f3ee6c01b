import type { DomainEvent } from "@/lib/model/surveyed-domain";
import { Instant } from "../check/instant";
import styles from "./event-list.module.css";
import { eventSign, eventWords } from "./event-words";

/** What changed when, newest first; what one look found stands under one date. */
export function EventList({
  events,
  isWhole,
}: {
  events: readonly DomainEvent[];
  /** Older changes are left out where it is not. */
  isWhole: boolean;
}) {
  const looks = [...new Set(events.map(({ at }) => at))];
  return (
    <>
      <ol className={styles.looks}>
        {looks.map((at) => (
          <li key={at}>
            <p className={styles.when}>
              <Instant iso={at} />
            </p>
            <ul>
              {events
                .filter((event) => event.at === at)
                .map((event) => (
                  <li key={JSON.stringify(event)}>
                    <span aria-hidden>{eventSign(event.kind)}</span> {eventWords(event)}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ol>
      {!isWhole && <p>Older changes are not shown.</p>}
    </>
  );
}
