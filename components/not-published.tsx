import type { Dataset } from "@/lib/model/dataset";
import { EmptyState } from "./empty-state";

/** The place of a dataset that has no figures yet: says what will stand there. */
export function NotPublished({ dataset }: { dataset: Dataset }) {
  return (
    <section id={dataset.id} aria-label={dataset.title}>
      <EmptyState
        title={dataset.title}
        what={`${dataset.definition} ${dataset.gap}`}
        who="Our own survey; nothing is shown until it has been measured."
        instead={<a href={`/methods#${dataset.id}`}>How it will be counted</a>}
        headingLevel={2}
      />
    </section>
  );
}
