import type { ManifestInput, ReleaseManifest } from "@/lib/model/release-manifest";
import { GATE_VERDICT_WORDS, GATE_WORDS, type GateOutcome } from "@/lib/model/survey-gates";
import { formatCount, formatDay } from "./format";
import styles from "./release-provenance.module.css";
import { DataTable } from "./tables/data-table";

const COUNT_WORDS: Readonly<Record<string, string>> = {
  candidatesWithDs: "candidates with DS in a zone file",
  candidatesWithoutDs: "without",
  candidatesToAsk: "to be asked",
  signedDomains: "signed domains",
  daneDomains: "DANE domains",
  definitive: "signed domains with a definite answer",
  carried: "as they were at the last definite answer",
  undetermined: "that could not be told",
  batches: "batches",
};

const wordsOf = (name: string): string =>
  COUNT_WORDS[name] ?? name.replace(/[A-Z]/g, (sign) => ` ${sign.toLowerCase()}`);

/** Counts in the order of their words; unknown ones last. */
function inOrder(counts: ReleaseManifest["counts"]): [string, number][] {
  const known = Object.keys(COUNT_WORDS);
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(counts).sort(([a], [b]) => place(a) - place(b));
}

/** How each gate judged a release, with what it found out of line. */
function Gates({ gates }: { gates: readonly GateOutcome[] }) {
  const findings = gates.flatMap(({ gate, findings: found }) =>
    found.map((finding) => ({ gate, ...finding })),
  );
  return (
    <>
      <h2 id="gates">Gates</h2>
      <p>
        What the figures had to pass before they were published, and what was found.{" "}
        <a href="/methods">How it is counted</a>
      </p>
      <DataTable
        caption="Gates, in their order"
        rows={gates}
        rowKey={({ gate }) => gate}
        columns={[
          {
            key: "gate",
            title: "Gate",
            kind: "text",
            value: ({ gate }) => GATE_WORDS[gate].name,
          },
          {
            key: "verdict",
            title: "Verdict",
            kind: "text",
            value: ({ verdict }) => GATE_VERDICT_WORDS[verdict],
          },
          { key: "sentence", title: "What was found", kind: "text", value: (one) => one.sentence },
        ]}
      />
      {findings.length > 0 && (
        <ul>
          {findings.map(({ gate, name, sentence }) => (
            <li key={`${gate} ${name} ${sentence}`}>{sentence}</li>
          ))}
        </ul>
      )}
    </>
  );
}

const List = ({ texts }: { texts: readonly string[] }) =>
  texts.length === 0 ? "not noted" : texts.join("; ");

/** With what a release of our own survey was made, and how its gates judged it. */
export function Manifest({ manifest }: { manifest: ReleaseManifest }) {
  const { override, erratum, inputs, counts, gates, ...made } = manifest;
  return (
    <section>
      {erratum !== null && (
        <p>
          This revision is a correction: {erratum.why} <a href={erratum.url}>Erratum</a>
        </p>
      )}
      {override !== null && (
        <p>
          Published although a gate held it, by {override.by} on{" "}
          {formatDay(override.at.slice(0, 10))}: {override.why}
        </p>
      )}
      <Gates gates={gates} />
      <h2 id="manifest">Made with</h2>
      <dl className={styles.list}>
        <dt>Run</dt>
        <dd>
          {made.run}, from {made.startedAt.slice(0, 16).replace("T", " ")} to{" "}
          {made.finishedAt.slice(0, 16).replace("T", " ")} UTC
        </dd>
        <dt>Program</dt>
        <dd>
          {made.program}, method {made.methodVersion}
        </dd>
        <dt>Resolver</dt>
        <dd>
          <List texts={made.resolvers} />
        </dd>
        <dt>Trust anchors</dt>
        <dd>
          <List texts={made.trustAnchors} />
        </dd>
        <dt>Public suffix list</dt>
        <dd>
          <List texts={made.publicSuffixLists} />
        </dd>
        <dt>GeoIP</dt>
        <dd>{made.geoip ?? "none: countries are not known"}</dd>
        <dt>Counts</dt>
        <dd>
          <ul>
            {inOrder(counts).map(([name, count]) => (
              <li key={name}>
                {formatCount(count)} {wordsOf(name)}
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      <Inputs inputs={inputs} />
    </section>
  );
}

const Inputs = ({ inputs }: { inputs: readonly ManifestInput[] }) => (
  <DataTable
    caption="Lists of names that the run rests on"
    rows={inputs}
    rowKey={({ source, sha256 }) => `${source} ${sha256}`}
    columns={[
      { key: "source", title: "Source", kind: "text", value: ({ source }) => source },
      {
        key: "date",
        title: "Date",
        kind: "text",
        value: ({ dataAt }) => (dataAt === null ? null : formatDay(dataAt.slice(0, 10))),
      },
      { key: "names", title: "Names", kind: "count", value: ({ names }) => names },
      {
        key: "sha256",
        title: "SHA-256",
        kind: "text",
        priority: 3,
        value: ({ sha256 }) => (sha256 === null ? null : `${sha256.slice(0, 16)}…`),
      },
    ]}
  />
);
