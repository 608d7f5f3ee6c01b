const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "UTC" });

/** "23 November 2026, 12:00 UTC" @param iso an instant, ISO 8601 */
export const instantWords = (iso: string): string => {
  const at = new Date(iso);
  return `${day.format(at)}, ${clock.format(at)} UTC`;
};

/** "23 Nov 2026" @param iso an instant, ISO 8601 */
export const dayWords = (iso: string): string => shortDay.format(new Date(iso));

/** An instant with its full form for programs. */
export function Instant({ iso, short = false }: { iso: string; short?: boolean }) {
  return <time dateTime={iso}>{short ? dayWords(iso) : instantWords(iso)}</time>;
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** "3 minutes", "2 hours", "5 days": a length of time in its largest unit, rounded down. */
export function lengthWords(seconds: number): string {
  if (seconds < 60) return counted(Math.max(0, Math.floor(seconds)), "second");
  if (seconds < 3600) return counted(Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return counted(Math.floor(seconds / 3600), "hour");
  return counted(Math.floor(seconds / 86_400), "day");
}

/**
 * "just now", "3 minutes ago".
 *
 * @param now the instant it is read at; comes in as an argument, since nothing here reads a clock.
 */
export function agoWords(iso: string, now: string): string {
  const seconds = (Date.parse(now) - Date.parse(iso)) / 1000;
  return seconds < 10 ? "just now" : `${lengthWords(seconds)} ago`;
}
