interface Dot {
  x: number;
  y: number;
  title: string;
}

interface Props {
  dots: readonly Dot[];
  radius: number;
  color: string;
  /** Whether each says its title on hover; where nothing hovers, all of them are one path. */
  titled: boolean;
}

/** Full dots in few bytes: colour and size stand once, and untitled ones are round caps of one path. */
export function Dots({ dots, radius, color, titled }: Props) {
  if (dots.length === 0) return null;
  if (!titled)
    return (
      <path
        d={dots.map(({ x, y }) => `M${x},${y}h0`).join("")}
        stroke={color}
        strokeWidth={radius * 2}
        strokeLinecap="round"
        fill="none"
      />
    );
  return (
    <g fill={color}>
      {dots.map(({ x, y, title }) => (
        <circle key={`${x},${y}`} cx={x} cy={y} r={radius}>
          <title>{title}</title>
        </circle>
      ))}
    </g>
  );
}
