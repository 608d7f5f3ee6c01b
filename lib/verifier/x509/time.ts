import { DER, type DerElement } from "./der";

/**
 * Epoch seconds of a UTCTime or GeneralizedTime in the form that certificates must have: with
 * seconds, without fractions, in UTC (RFC 5280 §4.1.2.5). Null for any other, and for dates that
 * do not exist.
 */
export function epochSeconds({ tag, content }: DerElement): number | null {
  const isLong = tag === DER.GENERALIZED_TIME;
  if (!isLong && tag !== DER.UTC_TIME) return null;
  if (content.length !== (isLong ? 15 : 13)) return null;
  const text = content.toString("latin1");
  if (!/^\d+Z$/.test(text)) return null;
  const year = isLong ? text.slice(0, 4) : century(text) + text.slice(0, 2);
  const [month, day, hour, minute, second] = text.slice(isLong ? 4 : 2).match(/\d\d/g) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(iso);
  // A date that rolled over, such as 30 February, is written otherwise.
  return Number.isNaN(date.getTime()) || date.toISOString() !== iso ? null : date.getTime() / 1000;
}

/** RFC 5280 §4.1.2.5.1: 50 and above is the last century. */
const century = (text: string): string => (Number(text.slice(0, 2)) >= 50 ? "19" : "20");
