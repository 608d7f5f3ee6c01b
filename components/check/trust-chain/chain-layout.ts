import type { Tone } from "../report-tone";
import type { TrustZone } from "./trust-zone";
import { CARD, type ZoneCard, zoneCard } from "./zone-card";

/** A card at its place in the drawing. */
export type PlacedCard = { card: ZoneCard; x: number; y: number };

/** A line from a zone down to one that it delegates to. */
export type ChainLink = {
  id: string;
  points: readonly (readonly [number, number])[];
  tone: Tone;
};

/** The whole drawing, in pixels. */
export type ChainLayout = {
  width: number;
  height: number;
  cards: readonly PlacedCard[];
  links: readonly ChainLink[];
};

const GAP_PX = 28;
const LEVEL_GAP_PX = 46;
const MOST_COLUMNS = 3;
const MOST_CARD_PX = 440;

const childrenOf = (zones: readonly TrustZone[], zone: string): TrustZone[] =>
  zones.filter(({ parent }) => parent === zone);

const isRoot = (zones: readonly TrustZone[], { parent }: TrustZone): boolean =>
  parent === null || !zones.some(({ zone }) => zone === parent);

const leavesBelow = (zones: readonly TrustZone[], zone: string): number => {
  const children = childrenOf(zones, zone);
  return children.length === 0
    ? 1
    : children.reduce((sum, child) => sum + leavesBelow(zones, child.zone), 0);
};

const depthOf = (zones: readonly TrustZone[], { parent }: TrustZone): number => {
  const above = zones.find(({ zone }) => zone === parent);
  return above === undefined ? 0 : depthOf(zones, above) + 1;
};

/** A tree, each end in a column of its own, where that fits; otherwise cards below each other. */
export function chainLayout(zones: readonly TrustZone[], width: number): ChainLayout {
  const leaves = zones
    .filter((zone) => isRoot(zones, zone))
    .reduce((sum, { zone }) => sum + leavesBelow(zones, zone), 0);
  const isWide = width >= 600 && leaves <= MOST_COLUMNS;
  return isWide ? inColumns(zones, width, leaves) : stacked(zones, Math.min(width, 720));
}

function inColumns(zones: readonly TrustZone[], width: number, leaves: number): ChainLayout {
  const columnWidth = (width - (leaves - 1) * GAP_PX) / Math.max(1, leaves);
  const cardWidth = Math.min(MOST_CARD_PX, columnWidth);
  const middles = new Map<string, number>();
  let column = 0;
  const place = ({ zone }: TrustZone): number => {
    const children = childrenOf(zones, zone).map(place);
    const middle =
      children.length === 0
        ? (column++ + 0.5) * columnWidth + (column - 1) * GAP_PX
        : children.reduce((sum, at) => sum + at, 0) / children.length;
    middles.set(zone, middle);
    return middle;
  };
  for (const zone of zones) if (isRoot(zones, zone)) place(zone);

  const cards: PlacedCard[] = [];
  let y = 1;
  for (let depth = 0; cards.length < zones.length; depth++) {
    const level = zones.filter((zone) => depthOf(zones, zone) === depth);
    const made = level.map((zone) => zoneCard(zone, cardWidth));
    for (const card of made) {
      const middle = middles.get(card.zone.zone) ?? width / 2;
      cards.push({ card, x: middle - cardWidth / 2, y });
    }
    y += Math.max(...made.map(({ height }) => height)) + LEVEL_GAP_PX;
  }
  const links = linksBetween(cards, (above, below, order) => {
    const from = above.x + (above.card.width * (order.at + 1)) / (order.of + 1);
    const to = below.x + below.card.width / 2;
    const start = above.y + above.card.height;
    const turn = below.y - LEVEL_GAP_PX / 2;
    return [
      [from, start],
      [from, turn],
      [to, turn],
      [to, below.y],
    ];
  });
  return { width, height: y - LEVEL_GAP_PX + 1, cards, links };
}

function stacked(zones: readonly TrustZone[], width: number): ChainLayout {
  const indentPx = width < 400 ? 12 : 28;
  const cards: PlacedCard[] = [];
  let y = 1;
  const place = (zone: TrustZone, depth: number): void => {
    const x = 1 + depth * indentPx;
    const card = zoneCard(zone, width - x - 1);
    cards.push({ card, x, y });
    y += card.height + 18;
    for (const child of childrenOf(zones, zone.zone)) place(child, depth + 1);
  };
  for (const zone of zones) if (isRoot(zones, zone)) place(zone, 0);
  const links = linksBetween(cards, (above, below) => {
    // Two lines of different kinds do not lie on each other.
    const from = above.x + indentPx / 2 - (below.card.zone.entry.tone === "good" ? 1 : -3);
    const to = below.y + CARD.headerHeight / 2;
    return [
      [from, above.y + above.card.height],
      [from, to],
      [below.x, to],
    ];
  });
  return { width, height: y - 18 + 1, cards, links };
}

function linksBetween(
  cards: readonly PlacedCard[],
  path: (
    above: PlacedCard,
    below: PlacedCard,
    order: { at: number; of: number },
  ) => [number, number][],
): ChainLink[] {
  return cards.flatMap((below) => {
    const { zone, parent, entry } = below.card.zone;
    const above = cards.find(({ card }) => card.zone.zone === parent);
    if (above === undefined) return [];
    const siblings = cards.filter(({ card }) => card.zone.parent === parent);
    const order = { at: siblings.indexOf(below), of: siblings.length };
    return [{ id: zone, points: path(above, below, order), tone: entry.tone }];
  });
}
