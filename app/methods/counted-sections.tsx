import { formatCount, formatDate, formatShare } from "@/components/format";
import { Section, TextTable } from "@/components/prose";
import { DATE_PRECISIONS, daysBetween, JOINED_WITHIN_DAYS } from "@/lib/model/calendar";
import type { ChartPoint } from "@/lib/model/chart";
import type { RowOf } from "@/lib/model/dataset";
import { DATASETS } from "@/lib/model/datasets";
import { DNSSEC_BASES, DNSSEC_BASIS_WORDS, type daneShare } from "@/lib/model/datasets/dane";
import type { Release } from "@/lib/model/release";
import { CHANGE_WINDOWS } from "@/lib/stats/points";
import { TLD_LIST_SOURCE } from "@/lib/stats/tlds";

const PRECISION_WORDS: Record<(typeof DATE_PRECISIONS)[number], string> = {
  day: "The source has that date.",
  month: "Only the month is known. It is stored as the month’s last day and written as a month.",
  unknown: "No date is known. Listed with those words; on no chart, never called current.",
};

interface Releases {
  releases: readonly Release[];
}

/** Whose the figures are. @param shares dated ones */
export function Sources({
  releases,
  shares,
}: Releases & { shares: readonly RowOf<typeof daneShare>[] }) {
  const measured = releases.filter(({ kind }) => kind === "survey_run").length;
  const sources = [...new Map(DATASETS.map(({ source }) => [source.url, source])).values()];
  const printed = shares.findLast(
    ({ share, printedPercent }) =>
      share !== null &&
      printedPercent !== null &&
      formatShare(share) !== formatShare(printedPercent / 100),
  );
  return (
    <Section id="sources" title="Sources, and who counted">
      <p>
        {measured === 0
          ? "So far every figure was counted by others."
          : `${formatCount(measured)} releases are measurements of our own, all others were counted by others.`}{" "}
        This site collects what they published, in {formatCount(releases.length - measured)}{" "}
        <a href="/releases">releases</a>: one for each report. A release says where its figures were
        read, and for many that is the following report, which prints last month’s numbers beside
        its own.
      </p>
      <TextTable
        caption="Sources"
        columns={["Source", "Counted by", "Datasets"]}
        rows={sources.map(({ name, authors, url }) => ({
          key: url,
          cells: [
            <a key="link" href={url}>
              {name}
            </a>,
            authors ?? "the publisher",
            formatCount(DATASETS.filter(({ source }) => source.url === url).length),
          ],
        }))}
      />
      <p>Top-level domains are known from: {TLD_LIST_SOURCE}.</p>
      <p>
        Shares are computed here from the two counts of one report. The posts cut decimals off
        {printed?.share != null &&
          printed.printedPercent != null &&
          `: where one prints ${printed.printedPercent} %, its counts give ${formatShare(printed.share)}`}
        . The printed value stands beside it in the <a href="#dane-share">data</a>.
      </p>
    </Section>
  );
}

/** The two totals that shares are of. */
export function Denominators() {
  return (
    <Section id="denominators" title="The two denominators">
      <p>
        “Share with DANE” has been published of two different totals. They are drawn as separate
        series and never joined.
      </p>
      <TextTable
        caption="What a DNSSEC total can count"
        columns={["Basis", "Counts", "Name in the data"]}
        rows={DNSSEC_BASES.map((basis) => ({
          key: basis,
          cells: [
            DNSSEC_BASIS_WORDS[basis].name,
            DNSSEC_BASIS_WORDS[basis].meaning,
            <code key="code">{basis}</code>,
          ],
        }))}
      />
      <p>
        The posts of early 2018 divide by all DNSSEC domains in the survey; from October 2018 on by
        those whose MX lookup validates. A comparison across that line is indicative only.
      </p>
    </Section>
  );
}

/** How precise dates are, and what a gap is. @param points of DANE domains */
export function Dates({ releases, points }: Releases & { points: readonly ChartPoint[] }) {
  const gaps = points.slice(1).flatMap((point, i) => {
    const before = points[i];
    return before === undefined ? [] : [{ before, from: before.date, point, to: point.date }];
  });
  const widest = gaps.toSorted((a, b) => daysBetween(b.from, b.to) - daysBetween(a.from, a.to))[0];
  return (
    <Section id="dates" title="Dates and gaps">
      <TextTable
        caption="How precisely a date is known"
        columns={["Precision", "Means", "Releases"]}
        rows={DATE_PRECISIONS.map((precision) => ({
          key: precision,
          cells: [
            <code key="code">{precision}</code>,
            PRECISION_WORDS[precision],
            formatCount(releases.filter(({ asOfPrecision }) => asOfPrecision === precision).length),
          ],
        }))}
      />
      <p>
        Charts join two points with a line if they are at most {JOINED_WITHIN_DAYS} days apart.
        Farther apart they are joined by dots labelled “not measured”, which are in no table and no
        download.
        {widest !== undefined &&
          daysBetween(widest.from, widest.to) > JOINED_WITHIN_DAYS &&
          ` The longest such gap in DANE domains lies between ${formatDate(widest.from, widest.before.precision)} and ${formatDate(widest.to, widest.point.precision)}.`}{" "}
        A series with fewer than three points shows its last value, without change or trend.
      </p>
      <p>
        A change over a month is given where a figure {CHANGE_WINDOWS.month.least} to{" "}
        {CHANGE_WINDOWS.month.most} days older exists, over a year one {CHANGE_WINDOWS.year.least}{" "}
        to {CHANGE_WINDOWS.year.most} days older, with no break in between. Lower bounds are not
        compared.
      </p>
      <p>
        An empty value means “not measured” or “not read”, never zero. A zero was counted. What a
        missing row means differs; each <a href="#datasets">dataset</a> says it.
      </p>
    </Section>
  );
}
