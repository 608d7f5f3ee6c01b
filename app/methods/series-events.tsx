import { Section } from "@/components/prose";
import { datasetById } from "@/lib/model/datasets";
import { type EventKind, SERIES_EVENTS } from "@/lib/model/events";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";

const KIND_WORDS: Record<EventKind, string> = {
  break: "Not comparable before and after.",
  coverage: "More was seen.",
  definition: "The definition changed.",
  cause: "A stated cause.",
};

const titleOf = (id: string): string => datasetById(id)?.title ?? id;

/** What sources state about steps in the series, and names that changed. */
export function SeriesEvents() {
  return (
    <Section id="breaks" title="Breaks and events">
      <p>
        What a source states, or what the figures themselves rule out as growth. Causes are those
        that the reports name; we add none. Each title leads to its source.
      </p>
      <ul>
        {SERIES_EVENTS.map(({ id, kind, when, title, detail, datasets, sourceUrl }) => (
          <li key={id}>
            <a href={sourceUrl}>
              <strong>{title}</strong>
            </a>{" "}
            ({when}). {KIND_WORDS[kind]} {detail} Concerns{" "}
            {datasets.map((dataset, i) => (
              <span key={dataset}>
                {i > 0 && (i === datasets.length - 1 ? " and " : ", ")}
                <a href={`#${dataset}`}>{titleOf(dataset)}</a>
              </span>
            ))}
            .
          </li>
        ))}
      </ul>
      <p>Providers that appear under two names; the lists keep each name as printed:</p>
      <ul>
        {PROVIDER_RENAMES.map(({ earlier, later, note, sourceUrl }) => (
          <li key={earlier}>
            {earlier}, later <a href={`/providers/${later}`}>{later}</a>: {note}{" "}
            <a href={sourceUrl}>Post about {later}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
