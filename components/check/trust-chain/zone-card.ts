import { algorithmMnemonic, DS_DIGESTS } from "@/lib/model/dnssec-algorithms";
import type { Tone } from "../report-tone";
import { shown } from "./dns-names";
import { charactersIn, ending, shortened, wrapped } from "./fit-text";
import type { TrustKey, TrustZone } from "./trust-zone";

/** Sizes of a card, in pixels of the drawing. */
export const CARD = {
  headerHeight: 38,
  rowHeight: 26,
  faultLineHeight: 16,
  groupGap: 8,
  padding: 12,
  /** Between two lines of the gutter. */
  busGap: 9,
  badgeWidth: 54,
  fontSize: 12.5,
} as const;

/** One line of a card. */
export type CardLine = {
  id: string;
  kind: "entry" | "key" | "row";
  badge: string;
  /** Shortened to fit; the whole text is `title`. */
  words: string;
  /** Soft words behind. */
  more: string;
  title: string;
  tone: Tone;
  fault: readonly string[];
  /** Middle of the line's badge, from the card's top. */
  y: number;
};

/** A vertical line in the gutter: what stands at `from` vouches for each of `to`. */
export type CardBus = {
  x: number;
  from: { id: string; y: number };
  to: readonly { id: string; y: number; tone: Tone }[];
};

/** A zone with the place of everything in it, measured from its own corner. */
export type ZoneCard = {
  zone: TrustZone;
  title: string;
  width: number;
  height: number;
  /** Where lines' badges begin. */
  left: number;
  lines: readonly CardLine[];
  buses: readonly CardBus[];
};

const digestName = (digest: number): string =>
  DS_DIGESTS.find(({ number }) => number === digest)?.mnemonic ?? String(digest);

const plural = (n: number, noun: string): string => `${noun}${n === 1 ? "" : "s"}`;

type Draft = Omit<CardLine, "y" | "words" | "fault"> & { words: string; fault: string | null };

function entryLine({ zone, parent, entry }: TrustZone): Draft[] {
  const { kind, keyTags, digests, tone, fault } = entry;
  const keys = `${plural(keyTags.length, "key")} ${keyTags.join(", ")}`;
  const line = { id: `entry ${zone}`, kind: "entry", tone, fault } as const;
  switch (kind) {
    case "anchor":
      return [{ ...line, badge: "anchor", words: keys, more: "known beforehand", title: keys }];
    case "ds": {
      const more = digests.map(digestName).join(", ");
      const title = `DS in ${shown(parent ?? ".")}: ${keys}, ${more}`;
      return [{ ...line, badge: "DS", words: keys, more, title }];
    }
    case "none":
      return [
        {
          ...line,
          badge: "no DS",
          words: "not signed",
          more: `proven by ${shown(parent ?? ".")}`,
          title: `${shown(parent ?? ".")} proves that there is no DS record for ${shown(zone)}`,
        },
      ];
    case "unknown":
      return [];
  }
}

function keyLine(key: TrustKey): Draft {
  const { id, keyTag, algorithm, role, bits, tone, fault } = key;
  const kind = algorithmMnemonic(algorithm);
  // The curves' mnemonics say their size.
  const more = bits !== null && kind.startsWith("RSA") ? `${kind} ${bits}` : kind;
  const title = `${role} ${keyTag}, algorithm ${algorithm} (${kind})${bits === null ? "" : `, ${bits} bits`}`;
  return { id, kind: "key", badge: role, words: String(keyTag), more, title, tone, fault };
}

const MOST_ROWS = 24;

function draftsOf(zone: TrustZone): { entry: Draft[]; keys: Draft[]; rows: Draft[] } {
  const rows = zone.rows.slice(0, MOST_ROWS).map((row): Draft => {
    const { id, badge, owner, words, tone, fault, kind } = row;
    const more = kind === "delegation" ? "delegation" : words;
    const title = `${shown(owner)} ${badge}${more === "" ? "" : `: ${more}`}`;
    return { id, kind: "row", badge, words: shown(owner), more, title, tone, fault };
  });
  const left = zone.rows.length - rows.length;
  const rest: Draft = {
    id: `rest ${zone.zone}`,
    kind: "row",
    badge: "…",
    words: `${left} more in the list`,
    more: "",
    title: `${left} more in the list`,
    tone: "none",
    fault: null,
  };
  return {
    entry: entryLine(zone),
    keys: zone.keys.map(keyLine),
    rows: left > 0 ? [...rows, rest] : rows,
  };
}

/** Which lines vouch for which: the entry for its key, a key for the other keys and for records. */
function linksOf(zone: TrustZone): { from: string; to: { id: string; tone: Tone }[] }[] {
  const { keys, rows, entry } = zone;
  const entries = keys.filter(({ isEntry }) => isEntry);
  const fromEntry = {
    from: `entry ${zone.zone}`,
    to:
      entries.length > 0
        ? entries.map(({ id }) => ({ id, tone: "good" as Tone }))
        : keys.slice(0, 1).map(({ id }) => ({ id, tone: entry.tone })),
  };
  const others = keys.filter(({ isEntry }) => !isEntry);
  const signsKeys = entries.find(({ role }) => role !== "ZSK");
  const fromKeys = keys.map(({ id, fault, tone }) => ({
    from: id,
    to: [
      ...(signsKeys?.id === id
        ? others.map((other) => ({ id: other.id, tone: fault === null ? other.tone : tone }))
        : []),
      ...rows
        .slice(0, MOST_ROWS)
        .flatMap((row) =>
          row.signedBy
            .filter(({ key }) => key === id)
            .map((signature) => ({ id: row.id, tone: signature.tone })),
        ),
    ],
  }));
  return [fromEntry, ...fromKeys].filter(({ to }) => to.length > 0);
}

/** Lays a zone out in a card of this width. */
export function zoneCard(zone: TrustZone, width: number): ZoneCard {
  const links = linksOf(zone);
  const left = CARD.padding + Math.max(1, links.length) * CARD.busGap + 8;
  const room = charactersIn(width - left - CARD.badgeWidth - CARD.padding - 8, CARD.fontSize);
  const { entry, keys, rows } = draftsOf(zone);
  const lines: CardLine[] = [];
  let y = CARD.headerHeight;
  for (const group of [entry, keys, rows]) {
    for (const draft of group) {
      // Names tell rows apart at both ends, and the words behind say what came of them at theirs.
      const isNarrow = draft.words.length + draft.more.length + 2 > room;
      const more = isNarrow ? ending(draft.more, Math.max(8, Math.floor(room * 0.5))) : draft.more;
      const words = shortened(draft.words, room - (more === "" ? 0 : more.length + 2));
      const fault = draft.fault === null ? [] : wrapped(draft.fault, room);
      lines.push({ ...draft, words, more, fault, y: y + CARD.rowHeight / 2 });
      y += CARD.rowHeight + fault.length * CARD.faultLineHeight;
    }
    if (group.length > 0) y += CARD.groupGap;
  }
  const yOf = new Map(lines.map((line) => [line.id, line.y]));
  const buses = links.flatMap(({ from, to }, i): CardBus[] => {
    const start = yOf.get(from);
    if (start === undefined) return [];
    const ends = to.flatMap(({ id, tone }) => {
      const end = yOf.get(id);
      return end === undefined ? [] : [{ id, y: end, tone }];
    });
    // The first line, the entry's, runs nearest to the badges; the last key's farthest out.
    const x = left - 10 - i * CARD.busGap;
    return ends.length === 0 ? [] : [{ x, from: { id: from, y: start }, to: ends }];
  });
  const title = shortened(
    zone.zone === "." ? "the root" : shown(zone.zone),
    charactersIn(width - 150, 15),
  );
  return { zone, title, width, height: y + 4, left, lines, buses };
}
