import type { ReactNode } from "react";
import styles from "./diagram.module.css";

/** One drawing of a diagram: its size, and what is drawn. */
export interface Drawing {
  width: number;
  height: number;
  content: ReactNode;
}

/** Props of a diagram that is drawn twice: a narrow screen gets its own drawing, not a shrunk one. */
export interface DiagramProps {
  /** Unique on the page; the drawings' titles derive their ids from it. */
  id: string;
  title: string;
  /** What a person who does not see it has to know. */
  description: string;
  wide: Drawing;
  narrow: Drawing;
  /** The key below, such as an ordered list for numbered places. */
  children?: ReactNode;
}

/** An explanatory drawing in the page's own colours, made on the server. */
export function Diagram({ id, title, description, wide, narrow, children }: DiagramProps) {
  const drawn = (kind: "wide" | "narrow", { width, height, content }: Drawing) => (
    <svg
      className={`${styles.drawing} ${styles[kind]}`}
      viewBox={`0 0 ${width} ${height}`}
      style={{ maxWidth: `${width}px` }}
      role="img"
      aria-labelledby={`${id}-${kind}-title ${id}-${kind}-desc`}
    >
      <title id={`${id}-${kind}-title`}>{title}</title>
      <desc id={`${id}-${kind}-desc`}>{description}</desc>
      {content}
    </svg>
  );
  return (
    <figure className={styles.diagram} id={id}>
      <figcaption className={styles.title}>{title}</figcaption>
      {drawn("wide", wide)}
      {drawn("narrow", narrow)}
      {children}
    </figure>
  );
}

/** Lines of text around a middle, since SVG does not wrap. */
export function Words({
  x,
  y,
  lines,
  className,
  anchor = "middle",
  size = 13,
}: {
  x: number;
  /** Middle of the block. */
  y: number;
  lines: readonly string[];
  className?: string | undefined;
  anchor?: "start" | "middle" | "end";
  size?: number;
}) {
  const lineHeight = size * 1.3;
  const first = y - ((lines.length - 1) * lineHeight) / 2 + size * 0.35;
  return (
    <text className={className ?? styles.words} textAnchor={anchor} fontSize={size}>
      {lines.map((line, i) => (
        <tspan key={line} x={x} y={first + i * lineHeight}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

/** A box with centred words. */
export function Box({
  x,
  y,
  width,
  height,
  lines,
  tone = "plain",
  size = 13,
}: {
  x: number;
  y: number;
  width: number;
  height: number;
  lines: readonly string[];
  tone?: "plain" | "dane" | "dnssec" | "bad";
  size?: number;
}) {
  return (
    <g>
      <rect
        className={`${styles.box} ${styles[tone]}`}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={6}
      />
      <Words x={x + width / 2} y={y + height / 2} lines={lines} size={size} />
    </g>
  );
}

/** A straight arrow; its head is drawn, as markers do not take the line's colour everywhere. */
export function Arrow({
  from,
  to,
  tone = "plain",
  dashed = false,
}: {
  from: readonly [number, number];
  to: readonly [number, number];
  tone?: "plain" | "dane" | "dnssec" | "bad";
  dashed?: boolean;
}) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const round = (n: number) => Math.round(n * 10) / 10;
  const corner = (turn: number) =>
    `${round(to[0] - 9 * Math.cos(angle + turn))},${round(to[1] - 9 * Math.sin(angle + turn))}`;
  return (
    <g className={`${styles.arrow} ${styles[tone]}`}>
      <line
        x1={from[0]}
        y1={from[1]}
        x2={round(to[0] - 4 * Math.cos(angle))}
        y2={round(to[1] - 4 * Math.sin(angle))}
        strokeDasharray={dashed ? "4 4" : undefined}
      />
      <polygon points={`${to[0]},${to[1]} ${corner(0.42)} ${corner(-0.42)}`} />
    </g>
  );
}

/** A number in a circle, told in the key below. */
export function Mark({ x, y, n }: { x: number; y: number; n: number }) {
  return (
    <g>
      <circle className={styles.mark} cx={x} cy={y} r={10} />
      <Words x={x} y={y} lines={[String(n)]} size={12} className={styles.markWords} />
    </g>
  );
}

/** A vertical line below a party of a conversation. */
export function Lifeline({ x, from, to }: { x: number; from: number; to: number }) {
  return <line className={styles.lifeline} x1={x} x2={x} y1={from} y2={to} />;
}
