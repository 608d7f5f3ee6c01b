/** A name as traces write it: lower case, with the final dot. */
export const absolute = (name: string): string =>
  name === "" || name === "." ? "." : `${name.toLowerCase().replace(/\.$/, "")}.`;

/** A name as people write it; the root is "the root". */
export const shown = (name: string): string => (name === "." ? "the root" : name.slice(0, -1));

/** Whether an absolute name is a zone's apex or below it. */
export const isWithin = (name: string, zone: string): boolean =>
  zone === "." || name === zone || name.endsWith(`.${zone}`);

/** The deepest of these zones that a name is in. */
export const deepest = (name: string, zones: readonly string[]): string | null =>
  zones
    .filter((zone) => isWithin(name, zone))
    .reduce<string | null>(
      (best, zone) => (best === null || zone.length > best.length ? zone : best),
      null,
    );
