import type { Db } from "@/db/client";
import { type IsoDate, lastDayOf } from "@/lib/model/calendar";
import type { Dataset, RowOf } from "@/lib/model/dataset";
import {
  daneDomains,
  daneMxHosts,
  daneMxZones,
  daneShare,
  dnssecDomains,
  mxCertificates,
  partialDaneDomains,
  problemDomains,
  transparencyReportDomains,
} from "@/lib/model/datasets/dane";
import { figuresOf } from "./figures";

/** Inclusive days; a range leaves undated rows out. */
export interface DayRange {
  start?: IsoDate;
  end?: IsoDate;
}

/** A range from what an address says: a month starts on its first day and ends on its last. */
export function dayRange(start: string | undefined, end: string | undefined): DayRange {
  const first = start?.length === 7 ? `${start}-01` : start;
  const last = end?.length === 7 ? lastDayOf(end) : end;
  return {
    ...(first === undefined ? {} : { start: first }),
    ...(last === undefined ? {} : { end: last }),
  };
}

type CountRow = RowOf<typeof daneMxZones>;

/** Rows of every series on the trends page within a range. */
export interface TrendRows {
  dane: RowOf<typeof daneDomains>[];
  dnssec: RowOf<typeof dnssecDomains>[];
  share: RowOf<typeof daneShare>[];
  problems: RowOf<typeof problemDomains>[];
  /** Series of one count each: MX hosts, MX zones and the like. */
  counts: { dataset: Dataset; rows: CountRow[] }[];
}

const COUNTS = [
  daneMxZones,
  daneMxHosts,
  mxCertificates,
  partialDaneDomains,
  transparencyReportDomains,
];

/** The series of the trends page; with a range its dated rows, else the undated ones as well. */
export async function trendRows(db: Db, range: DayRange): Promise<TrendRows> {
  const [dane, dnssec, share, problems, ...counts] = await Promise.all([
    figuresOf(db, daneDomains, range),
    figuresOf(db, dnssecDomains, range),
    figuresOf(db, daneShare, range),
    figuresOf(db, problemDomains, range),
    ...COUNTS.map(async (dataset) => ({ dataset, rows: await figuresOf(db, dataset, range) })),
  ]);
  return { dane, dnssec, share, problems, counts };
}
