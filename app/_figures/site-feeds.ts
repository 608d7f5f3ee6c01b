import { formatDate, formatDay } from "@/components/format";
import type { IsoDate } from "@/lib/model/calendar";
import { SERIES_EVENTS } from "@/lib/model/events";
import type { Release } from "@/lib/model/release";
import { atomDocument } from "./atom";

const SITE = "DANE & DNSSEC statistics";
const WHOSE = "Viktor Dukhovni and Wes Hardaker, and the sources named";

const midnight = (day: IsoDate): string => `${day}T00:00:00Z`;

/** Every release with figures, newest publication first. */
export const releasesFeed = (releases: readonly Release[], publicUrl: string): string =>
  atomDocument({
    self: `${publicUrl}/releases.atom`,
    title: `${SITE}: releases`,
    alternate: `${publicUrl}/releases`,
    updated: null,
    author: WHOSE,
    entries: releases.map(({ id, revision, title, sourceTitle, publishedAt, ...release }) => ({
      id: `${publicUrl}/releases/${id}?revision=${revision}`,
      title: revision === 1 ? title : `${title}, corrected (revision ${revision})`,
      updated: publishedAt,
      href: `${publicUrl}/releases/${id}`,
      summary: `Figures of ${formatDate(release.asOf, release.asOfPrecision, release.asOfNotBefore)}, from ${sourceTitle}.`,
    })),
  });

/** The releases that stand in a later revision than their first. */
export const correctedOf = (releases: readonly Release[]): Release[] =>
  releases.filter(({ revision }) => revision > 1);

/** Corrections, newest first. */
export const correctionsFeed = (releases: readonly Release[], publicUrl: string): string =>
  atomDocument({
    self: `${publicUrl}/corrections.atom`,
    title: `${SITE}: corrections`,
    alternate: `${publicUrl}/corrections`,
    updated: null,
    author: SITE,
    entries: correctedOf(releases).map(({ id, revision, title, notes, publishedAt }) => ({
      id: `${publicUrl}/releases/${id}?revision=${revision}`,
      title: `Corrected: ${title}`,
      updated: publishedAt,
      href: `${publicUrl}/releases/${id}`,
      summary: `Revision ${revision} of ${formatDay(publishedAt.slice(0, 10))}.${notes === null ? "" : ` ${notes}`}`,
    })),
  });

/** Stated causes, breaks and changes of what is counted; one that is undated stands at no date. */
export const eventsFeed = (publicUrl: string): string =>
  atomDocument({
    self: `${publicUrl}/events.atom`,
    title: `${SITE}: events`,
    alternate: `${publicUrl}/methods#breaks`,
    updated: null,
    author: WHOSE,
    entries: SERIES_EVENTS.map(({ id, date, when, title, detail, sourceUrl }) => ({
      id: `${publicUrl}/events.json#${id}`,
      title: `${title} (${when})`,
      updated: midnight(date ?? "1970-01-01"),
      href: sourceUrl,
      summary: detail === "" ? title : detail,
    })),
  });

/** The same as JSON: the file of events as it is. */
export const eventsJson = (publicUrl: string): string =>
  `${JSON.stringify(
    {
      data: SERIES_EVENTS,
      meta: {
        about:
          "What sources state about how the series move; nothing here is this site’s own inference. `date` is that of the report that tells it, null where the report is undated.",
      },
      links: { self: `${publicUrl}/events.json`, atom: `${publicUrl}/events.atom` },
    },
    null,
    2,
  )}\n`;
