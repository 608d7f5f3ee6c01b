import { Diagram, type Drawing, Words } from "./diagram";
import styles from "./diagram.module.css";

/** A bar with words in it. */
function Bar({
  x,
  y,
  width,
  words,
  next = false,
  size,
}: {
  x: number;
  y: number;
  width: number;
  words: string;
  next?: boolean;
  size: number;
}) {
  return (
    <g>
      <rect
        className={next ? styles.barNext : styles.bar}
        x={x}
        y={y}
        width={width}
        height={26}
        rx={4}
      />
      <Words x={x + width / 2} y={y + 13} lines={[words]} size={size} className={styles.barWords} />
    </g>
  );
}

function Moment({
  x,
  y,
  height,
  lines,
  size,
}: {
  x: number;
  y: number;
  height: number;
  lines: string[];
  size: number;
}) {
  return (
    <g>
      <line className={styles.moment} x1={x} x2={x} y1={y} y2={y + height} />
      <Words
        x={x}
        y={y - 6 - lines.length * size * 0.65}
        lines={lines}
        size={size}
        className={styles.soft}
      />
    </g>
  );
}

const wide: Drawing = {
  width: 680,
  height: 214,
  content: (
    <>
      <Moment x={250} y={52} height={152} lines={["1 publish the", "next key’s hash"]} size={12} />
      <Moment x={430} y={52} height={152} lines={["2 switch the", "certificate"]} size={12} />
      <Moment x={590} y={52} height={152} lines={["3 drop the", "old hash"]} size={12} />
      <Words x={96} y={79} lines={["TLSA in DNS"]} anchor="end" />
      <Bar x={110} y={66} width={480} words="3 1 1 current" size={12.5} />
      <Bar x={250} y={98} width={420} words="3 1 1 next" next size={12.5} />
      <Words x={96} y={163} lines={["Key in use"]} anchor="end" />
      <Bar x={110} y={150} width={320} words="current key" size={12.5} />
      <Bar x={430} y={150} width={240} words="next key" next size={12.5} />
      <Words
        x={340}
        y={194}
        lines={["wait: TTL and secondaries"]}
        size={12}
        className={styles.soft}
      />
    </>
  ),
};

const narrow: Drawing = {
  width: 340,
  height: 250,
  content: (
    <>
      <Moment x={104} y={40} height={204} lines={["1 publish", "next hash"]} size={12} />
      <Moment x={210} y={40} height={204} lines={["2 switch", "certificate"]} size={12} />
      <Moment x={300} y={40} height={204} lines={["3 drop", "old"]} size={12} />
      <Words
        x={4}
        y={64}
        lines={["TLSA in DNS"]}
        anchor="start"
        size={12}
        className={styles.strong}
      />
      <Bar x={4} y={78} width={296} words="3 1 1 current" size={12} />
      <Bar x={104} y={110} width={232} words="3 1 1 next" next size={12} />
      <Words
        x={4}
        y={158}
        lines={["Key in use"]}
        anchor="start"
        size={12}
        className={styles.strong}
      />
      <Bar x={4} y={172} width={206} words="current key" size={12} />
      <Bar x={210} y={172} width={126} words="next key" next size={12} />
      <Words
        x={157}
        y={222}
        lines={["wait: TTL", "+ secondaries"]}
        size={12}
        className={styles.soft}
      />
    </>
  ),
};

/** A key rollover at which a matching TLSA record exists at every moment. */
export function KeyRollover() {
  return (
    <Diagram
      id="key-rollover"
      title="The next key’s hash is in DNS before the key is in use"
      description="Two TLSA records overlap in time. The record of the next key is published first; after the old record set has left all caches the server switches to the next key; then the record of the old key is removed. At every moment a published record matches the key in use."
      wide={wide}
      narrow={narrow}
    />
  );
}
