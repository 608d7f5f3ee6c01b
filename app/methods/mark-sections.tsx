import { Section, TextTable } from "@/components/prose";
import { type EventKind, SERIES_EVENTS } from "@/lib/model/events";
import { FIGURE_FLAGS, FLAG_MEANINGS } from "@/lib/model/flags";
import { PROVIDER_RENAMES } from "@/lib/model/provider-names";

const EVENT_WORDS: Record<EventKind, string> = {
  cause: "stated cause",
  break: "break: not comparable across it",
  coverage: "more was seen",
  definition: "counted differently",
};

/** The marks that figures carry. */
export function Flags() {
  return (
    <Section id="flags" title="Flags">
      <TextTable
        caption="Marks that figures carry on pages, in CSV and in JSON"
        columns={["Flag", "Word", "Meaning"]}
        rows={FIGURE_FLAGS.map((flag) => ({
          key: flag,
          cells: [
            <code key="code">{flag}</code>,
            FLAG_MEANINGS[flag].word,
            FLAG_MEANINGS[flag].meaning,
          ],
        }))}
      />
    </Section>
  );
}

/** What moved the series, as sources state it. */
export function Breaks() {
  return (
    <Section id="breaks" title="Breaks and stated causes">
      <p>
        Only what a source states, or what its numbers show without a stated reason. None of it is
        our guess at a cause. The same as <a href="/events.json">JSON</a> and as a{" "}
        <a href="/events.atom">feed</a>.
      </p>
      <TextTable
        caption="What moved the series"
        columns={["When", "What", "Kind", "Datasets", "Source"]}
        rows={SERIES_EVENTS.map(
          ({ id, when, title, detail, kind, datasets, sourceUrl, release }) => ({
            key: id,
            cells: [
              when,
              <span key="what">
                <strong>{title}.</strong> {detail}
              </span>,
              EVENT_WORDS[kind],
              datasets.join(", "),
              <span key="source">
                <a href={sourceUrl}>report</a>, <a href={`/releases/${release}`}>release</a>
              </span>,
            ],
          }),
        )}
      />
    </Section>
  );
}

/** Providers that the lists know under two names. */
export function ProviderNames() {
  return (
    <Section id="provider-names" title="Providers under two names">
      <p>The lists keep each name as printed. Nothing is merged.</p>
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
