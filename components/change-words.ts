import type { DatePrecision, IsoDate } from "@/lib/model/calendar";
import { formatChange, formatDate, formatPointChange, formatRelativeChange } from "./format";

/** A measured change, as `lib/stats` hands it to a page. */
export interface ChangeView {
  since: IsoDate;
  sincePrecision: DatePrecision;
  absolute: number;
  relative: number | null;
}

/** "+1,347 since November 2023" */
export const absoluteChange = ({ absolute, since, sincePrecision }: ChangeView): string =>
  `${formatChange(absolute)} since ${formatDate(since, sincePrecision)}`;

/** "+6.8 % since December 2022"; the absolute change where there is nothing to relate it to. */
export const relativeChange = (change: ChangeView): string =>
  change.relative === null
    ? absoluteChange(change)
    : `${formatRelativeChange(change.relative)} since ${formatDate(change.since, change.sincePrecision)}`;

/** "−0.35 points since December 2022", of a share. */
export const shareChange = ({ absolute, since, sincePrecision }: ChangeView): string =>
  `${formatPointChange(absolute)} since ${formatDate(since, sincePrecision)}`;
