import { LeftOut } from "@/components/figure-rows";
import { formatDate } from "@/components/format";
import { Once } from "@/components/markup";
import { DataTable, type TableColumn } from "@/components/tables/data-table";
import type { RowOf } from "@/lib/model/dataset";
import type { problemHosts, problemOperators } from "@/lib/model/datasets/survey";
import { HOST_FAULTS, type HostFault } from "@/lib/model/host-faults";
import { withQuery } from "@/lib/model/page-files";

type Operator = RowOf<typeof problemOperators>;
type Host = RowOf<typeof problemHosts>;
type Problem = { fault: HostFault; domains: number | null; firstSeen: string | null };

/** Lines of a table of problems that the page shows. */
const MOST_LINES = 50;

/** The part of the repair guide that mends a fault, for a host where one is named. */
const guideFor = (fault: HostFault, domain?: string): string =>
  withQuery("/guide", domain === undefined ? "" : new URLSearchParams({ domain }).toString()) +
  HOST_FAULTS[fault].guide;

const domains = {
  key: "domains",
  title: "Domains",
  kind: "count",
  value: ({ domains: behind }: Problem) => behind,
} as const;
const firstSeen = {
  key: "since",
  title: "First seen",
  kind: "text",
  value: ({ firstSeen: since }: Problem) => (since === null ? null : formatDate(since)),
} as const;
const fault = {
  key: "fault",
  title: "Fault",
  kind: "text",
  value: (row: Problem) => row.fault,
  href: (row: Problem) => `/problems#${row.fault}`,
} as const;

const OPERATOR_COLUMNS: readonly TableColumn<Operator>[] = [
  {
    ...{ key: "operator", title: "Operator", kind: "text", isRowHeader: true },
    value: ({ operator }) => operator,
    href: ({ operator }) => `/providers/${operator}`,
  },
  fault,
  domains,
  { key: "hosts", title: "Hosts", kind: "count", priority: 3, value: ({ hosts }) => hosts },
  { ...firstSeen, priority: 2 },
  {
    ...{ key: "repair", title: "What to do", kind: "text", priority: 2 },
    value: () => "Repair",
    href: (row) => guideFor(row.fault),
  },
];

const HOST_COLUMNS: readonly TableColumn<Host>[] = [
  {
    ...{ key: "host", title: "Mail server", kind: "text", isRowHeader: true },
    value: ({ host }) => host,
    href: ({ host }) => `/check/${host}`,
  },
  fault,
  domains,
  { ...firstSeen, priority: 2 },
  {
    ...{ key: "repair", title: "What to do", kind: "text", priority: 2 },
    value: () => "Repair",
    href: (row) => guideFor(row.fault, row.host),
  },
];

/** Operators of mail servers with problems; each leads to its page and to the guide. */
export const OperatorTable = ({ rows }: { rows: readonly Operator[] }) => (
  <Once
    name="problem-operators"
    of={[rows.slice(0, MOST_LINES), rows.length]}
    draw={() => (
      <>
        <DataTable
          caption="Operators of mail servers with problems"
          hideCaption
          rows={rows.slice(0, MOST_LINES)}
          rowKey={(row) => `${row.operator} ${row.fault}`}
          columns={OPERATOR_COLUMNS}
        />
        <LeftOut shown={MOST_LINES} all={rows.length} />
      </>
    )}
  />
);

/** Mail servers with problems; each leads to its check and to the guide with its name filled in. */
export const HostTable = ({ rows }: { rows: readonly Host[] }) => (
  <Once
    name="problem-hosts"
    of={[rows.slice(0, MOST_LINES), rows.length]}
    draw={() => (
      <>
        <DataTable
          caption="Mail servers with problems"
          hideCaption
          rows={rows.slice(0, MOST_LINES)}
          rowKey={({ host }) => host}
          columns={HOST_COLUMNS}
        />
        <LeftOut shown={MOST_LINES} all={rows.length} />
      </>
    )}
  />
);
