import { formatDate, formatDay, formatFigure } from "@/components/format";
import { Section } from "@/components/prose";
import type { ChartPoint } from "@/lib/model/chart";
import type { Release } from "@/lib/model/release";

/** What nobody here knows. @param first point of DANE domains */
export function Unknown({
  releases,
  first,
}: {
  releases: readonly Release[];
  first: ChartPoint | undefined;
}) {
  const undated = releases.filter(({ asOf }) => asOf === null);
  const inferred = releases.filter(({ monthInferred }) => monthInferred);
  return (
    <Section id="unknown" title="What is not known">
      <ul>
        {undated.length > 0 && (
          <li>
            {undated.length === 1 ? "One release has" : `${undated.length} releases have`} no date:{" "}
            {undated.map(({ id, title, asOfNotBefore }, i) => (
              <span key={id}>
                {i > 0 && "; "}
                <a href={`/releases/${id}`}>{title}</a>
                {asOfNotBefore !== null && `, not before ${formatDay(asOfNotBefore)}`}
              </span>
            ))}
            .
          </li>
        )}
        {inferred.length > 0 && (
          <li>
            The month of {inferred.length} releases was worked out from their text; each says how:{" "}
            {inferred.map(({ id }, i) => (
              <span key={id}>
                {i > 0 && ", "}
                <a href={`/releases/${id}`}>{id}</a>
              </span>
            ))}
            .
          </li>
        )}
        <li>
          More reports were posted than we have read. A month without a figure is a month whose
          report we do not have.
        </li>
        <li>How the published figures define a primary MX host.</li>
        <li>
          How much of a rise is deployment and how much better sight, but where a report says so.
        </li>
        {first?.flags.includes("l") && (
          <li>
            Whose count the first figure is ({formatFigure(first.value, "count", first.flags)} DANE
            domains in {formatDate(first.date, "month")}): <a href={first.href}>the article</a> that
            gives it was not seen to say.
          </li>
        )}
        <li>How many senders verify. DNS does not show it.</li>
      </ul>
    </Section>
  );
}
