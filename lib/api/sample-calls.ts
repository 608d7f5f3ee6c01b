import type { Db } from "@/db/client";
import { remembered } from "@/lib/stats/remembered";
import { answerPath } from "./routes";

/** A call that a reader can paste, and what of its answer is shown. */
export interface SampleCall {
  title: string;
  /** Path and query. */
  path: string;
  /** What follows the call in the shell. */
  pipe: string;
  show: (body: string) => string;
}

type Rows = { data: Record<string, unknown>[] };
const rowsOf = (body: string) => (JSON.parse(body) as Rows).data;

/** The calls of the quick start and of the README; the tests run each of them. */
export const SAMPLE_CALLS: readonly SampleCall[] = [
  {
    title: "The share of DNSSEC domains with DANE at the end of 2023",
    path: "/api/v1/dane-share?asOf=2023-12-31",
    pipe: " | jq '.data[0]'",
    show: (body) => JSON.stringify(rowsOf(body)[0], null, 2),
  },
  {
    title: "Two providers, the last report of each year, as CSV",
    path: "/api/v1/top-providers.csv?provider=one.com&provider=transip.nl&interval=1y&start=2020-01-01",
    pipe: "",
    show: (body) => body.replaceAll("\r\n", "\n").trimEnd(),
  },
  {
    title: "Signed domains under three TLDs",
    path: "/api/v1/dnssec-by-tld?tld=nl&tld=se&tld=com&edition=main",
    pipe: " | jq -c '.data[] | [.asOf, .tld, .domains]'",
    show: (body) =>
      rowsOf(body)
        .map((row) => JSON.stringify([row.asOf, row.tld, row.domains]))
        .join("\n"),
  },
];

type SampleOutput = SampleCall & { command: string; output: string };

/** What each sample call prints with what is published now. */
export const sampleOutputs = (db: Db, publicUrl: string): Promise<SampleOutput[]> =>
  remembered(db, ["samples", publicUrl], () => askSamples(db, publicUrl));

function askSamples(db: Db, publicUrl: string): Promise<SampleOutput[]> {
  return Promise.all(
    SAMPLE_CALLS.map(async (sample) => {
      const url = new URL(sample.path, publicUrl);
      const answer = await answerPath(db, { url, publicUrl }, url.pathname.split("/").slice(3));
      return {
        ...sample,
        command: `curl -s '${publicUrl}${sample.path}'${sample.pipe}`,
        output: answer.status === 200 ? sample.show(answer.body) : `HTTP ${answer.status}`,
      };
    }),
  );
}
