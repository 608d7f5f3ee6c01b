import { formatCount } from "@/components/format";
import type { Db } from "@/db/client";
import type { RowOf } from "@/lib/model/dataset";
import { problemDomains } from "@/lib/model/datasets/dane";
import { problemFaults, problemHosts, problemOperators } from "@/lib/model/datasets/survey";
import { HOST_FAULTS } from "@/lib/model/host-faults";
import type { PageQuery } from "@/lib/model/page-query";
import { figuresOf } from "@/lib/stats/figures";
import { latestBars } from "./latest-bars";
import type { PageFigure } from "./page-figure";
import { problemsFigure } from "./reliability";

/** What `/problems` shows. */
export interface ProblemFigures {
  /** Of each fault: hosts, operators, domains; null where no release of our own survey was published. */
  faults: PageFigure | null;
  /** In the fault asked for; null where nobody is named. */
  operators: PageFigure | null;
  hosts: PageFigure | null;
  /** What published reports counted. */
  reports: PageFigure;
  reported: RowOf<typeof problemDomains>[];
}

/** Hosts and operators with problems in the newest release, longest broken first, by fault. */
export async function problemFigures(
  db: Db,
  { fault }: PageQuery<"/problems">,
): Promise<ProblemFigures> {
  const only = fault === undefined ? {} : { dimensions: { fault: [fault] } };
  const inWords = fault === undefined ? "" : ` with ${fault}`;
  const [faults, operators, hosts, reported] = await Promise.all([
    latestBars(
      db,
      problemFaults,
      {
        title: ([most]) =>
          most === undefined
            ? problemFaults.title
            : `${HOST_FAULTS[most.fault].name}: ${formatCount(most.domains ?? 0)} domains, more than behind any other fault`,
        subtitle:
          "Signed domains behind mail servers with a problem, by fault; one with several faults counts at each",
        ...{ labelTitle: "Fault", valueTitle: "Domains", tone: "problem" },
        bar: (row) => ({
          ...{ id: row.fault, label: HOST_FAULTS[row.fault].name, note: row.fault },
          ...{ value: row.domains, href: `/problems?fault=${row.fault}` },
        }),
      },
      { largest: "domains" },
    ),
    latestBars(
      db,
      problemOperators,
      {
        title: (rows) =>
          `Operators${inWords}: ${formatCount(rows.length)} with ten domains or more`,
        subtitle: "Operators of mail servers with problems, by fault, longest broken first",
        ...{ labelTitle: "Operator", valueTitle: "Domains", tone: "problem" },
        bar: (row) => ({
          ...{ id: `${row.operator} ${row.fault}`, label: row.operator, note: row.fault },
          ...{ value: row.domains, href: `/providers/${row.operator}` },
        }),
      },
      only,
    ),
    hostBars(db, fault),
    figuresOf(db, problemDomains),
  ]);
  return { faults, operators, hosts, reports: problemsFigure(reported), reported };
}

/** The fault of a host is a measure, which the database does not narrow by: the rows are few. */
async function hostBars(
  db: Db,
  fault: PageQuery<"/problems">["fault"],
): Promise<PageFigure | null> {
  return latestBars(
    db,
    problemHosts,
    {
      title: (rows) =>
        `Mail servers${fault === undefined ? "" : ` with ${fault}`}: ${formatCount(rows.length)} that ten domains or more name`,
      subtitle: "Mail servers with problems, longest broken first",
      ...{ labelTitle: "Mail server", valueTitle: "Domains", tone: "problem" },
      bar: (row) => ({
        ...{ id: row.host, label: row.host, note: row.fault, value: row.domains },
      }),
    },
    {},
    (row) => fault === undefined || row.fault === fault,
  );
}
