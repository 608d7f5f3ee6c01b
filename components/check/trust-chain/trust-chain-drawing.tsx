import { MarkShape } from "../mark";
import { DNSSEC_WORDS, type Tone } from "../report-tone";
import type { ChainLayout, ChainLink, PlacedCard } from "./chain-layout";
import styles from "./trust-chain.module.css";
import { CARD, type CardBus, type CardLine } from "./zone-card";

const round = (n: number): number => Math.round(n * 10) / 10;
const toneClass = (tone: Tone): string => styles[tone] ?? "";

/** A head that points right or down, its tip at a place. */
function Head({ x, y, down = false }: { x: number; y: number; down?: boolean }) {
  const [ax, ay] = [round(x), round(y)];
  const d = down ? `M${ax} ${ay}l-4-6.5h8z` : `M${ax} ${ay}l-5.5-3.4v6.8z`;
  return <path className={styles.head} d={d} />;
}

/** What one line of a card vouches for, in the gutter. */
function Bus({ bus, left }: { bus: CardBus; left: number }) {
  const { x, from, to } = bus;
  const ends = to.map(({ y }) => y);
  const [top, bottom] = [Math.min(from.y, ...ends), Math.max(from.y, ...ends)];
  const isWhole = to.every(({ tone }) => tone === "good");
  return (
    <g>
      <path
        className={`${styles.bus} ${isWhole ? "" : toneClass(to.at(-1)?.tone ?? "good")}`}
        d={`M${left - 3} ${round(from.y + 4)}H${x}M${x} ${round(top + (top === from.y ? 4 : 0))}V${round(bottom)}`}
      />
      {to.map(({ id, y, tone }) => (
        <g key={id} className={toneClass(tone)}>
          <path
            className={`${styles.bus} ${toneClass(tone)}`}
            d={`M${x} ${round(y)}H${left - 5}`}
          />
          <Head x={left - 1} y={y} />
        </g>
      ))}
    </g>
  );
}

function Line({ line, left, width }: { line: CardLine; left: number; width: number }) {
  const { badge, words, more, title, tone, fault, y, kind } = line;
  const textX = left + CARD.badgeWidth + 8;
  const height = 18;
  return (
    <g className={toneClass(tone)}>
      <title>{title}</title>
      <rect
        className={`${styles.badge} ${styles[kind]} ${badge === "TLSA" ? styles.goal : ""}`}
        x={left}
        y={y - height / 2}
        width={CARD.badgeWidth}
        height={height}
        rx={kind === "key" ? 9 : 3}
      />
      <text
        className={styles.badgeWords}
        x={left + CARD.badgeWidth / 2}
        y={y + 3.8}
        textAnchor="middle"
        fontSize={10.5}
      >
        {badge}
      </text>
      <text className={styles.words} x={textX} y={y + 4.2} fontSize={CARD.fontSize}>
        {words}
        {more !== "" && <tspan className={styles.more}>{`  ${more}`}</tspan>}
      </text>
      {tone !== "good" && tone !== "none" && (
        <MarkShape tone={tone} x={width - CARD.padding - 6} y={y} size={14} />
      )}
      {fault.map((text, i) => (
        <text
          key={text}
          className={styles.fault}
          x={textX}
          y={y + 4.2 + CARD.faultLineHeight * (i + 1)}
          fontSize={12}
        >
          {text}
        </text>
      ))}
    </g>
  );
}

function Card({ placed }: { placed: PlacedCard }) {
  const { card, x, y } = placed;
  const { zone, title, width, height, left, lines, buses } = card;
  const words =
    zone.zone === "." && zone.tone === "unknown" ? "not looked at" : DNSSEC_WORDS[zone.status];
  return (
    <g transform={`translate(${round(x)} ${round(y)})`}>
      <rect
        className={`${styles.card} ${toneClass(zone.tone)}`}
        width={round(width)}
        height={round(height)}
        rx={8}
      />
      <text className={styles.zone} x={CARD.padding + 2} y={25} fontSize={15}>
        {title}
      </text>
      <text
        className={`${styles.state} ${toneClass(zone.tone)}`}
        x={width - CARD.padding - 20}
        y={24.5}
        textAnchor="end"
        fontSize={12}
      >
        {words}
      </text>
      <MarkShape tone={zone.tone} x={width - CARD.padding - 6} y={20} size={15} />
      {buses.map((bus) => (
        <Bus key={bus.from.id} bus={bus} left={left} />
      ))}
      {lines.map((line) => (
        <Line key={line.id} line={line} left={left} width={width} />
      ))}
    </g>
  );
}

function Link({ link }: { link: ChainLink }) {
  const { points, tone } = link;
  const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  const [last, before] = [points.at(-1), points.at(-2)];
  if (last === undefined || before === undefined) return null;
  const down = before[0] === last[0];
  const middle: readonly [number, number] = down
    ? [last[0], (before[1] + last[1]) / 2 - 3]
    : [(before[0] + last[0]) / 2, last[1]];
  return (
    <g className={toneClass(tone)}>
      <path className={`${styles.link} ${toneClass(tone)}`} d={d} />
      <Head x={last[0]} y={last[1]} down={down} />
      {tone !== "good" && (
        <MarkShape tone={tone} x={round(middle[0])} y={round(middle[1])} size={17} />
      )}
    </g>
  );
}

/** One drawing of a chain of trust; its words are in the list beside it. */
export function TrustChainDrawing({
  layout,
  id,
  className,
  title,
  description,
}: {
  layout: ChainLayout;
  id: string;
  className: string | undefined;
  title: string;
  description: string;
}) {
  const { width, height, cards, links } = layout;
  return (
    <svg
      className={className}
      viewBox={`0 0 ${round(width)} ${round(height)}`}
      width={round(width)}
      height={round(height)}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{description}</desc>
      {links.map((link) => (
        <Link key={link.id} link={link} />
      ))}
      {cards.map((placed) => (
        <Card key={placed.card.zone.zone} placed={placed} />
      ))}
    </svg>
  );
}
