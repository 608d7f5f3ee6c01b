/** A revision of a release, which never changes. */
export interface RevisionPin {
  release: string;
  revision: number;
}

/** Revisions that an address can name: an undated figure is made of one, a change of two. */
export const MOST_PINS = 4;

const PIN = /^([a-z0-9][a-z0-9-]{2,63})\.r([1-9]\d{0,5})$/;

/** A revision as an address names it: `2023-12.r1`. */
export const pinText = ({ release, revision }: RevisionPin): string => `${release}.r${revision}`;

/** Reads revisions as addresses name them; null where one is none, or they are too many. */
export function readPins(texts: readonly string[]): RevisionPin[] | null {
  if (texts.length > MOST_PINS) return null;
  const pins = texts.flatMap((text) => {
    const [found, release = "", revision] = PIN.exec(text) ?? [];
    return found === undefined ? [] : [{ release, revision: Number(revision) }];
  });
  return pins.length === texts.length ? pins : null;
}
