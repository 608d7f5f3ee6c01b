import { chartBody } from "../charts/export/chart-body";
import type { FigureChart } from "../charts/figure-chart";
import { PAGE_PAINT } from "../charts/paint";
import { toMarkup } from "../markup";
import { type EmbedTheme, embedStyle } from "./embed-style";

/** What a page of another site shows in a frame. */
export interface Embed {
  title: string;
  subtitle: string;
  chart: FigureChart;
  source: { name: string; url: string | null };
  /** "As of December 2023" */
  date: string;
  caveats: readonly string[];
  /** Addresses with origin: the page that shows the figure, and its numbers. */
  page: string;
  data: string;
  theme: EmbedTheme;
}

/** Tells the page around how high the embed is, whenever that changes. */
const RESIZE =
  'if(parent!==self){const tell=()=>parent.postMessage({daneStats:Math.ceil(document.body.getBoundingClientRect().height)},"*");new ResizeObserver(tell).observe(document.body);tell()}';

function Drawing({ chart, shape }: { chart: FigureChart; shape: "page" | "narrow" }) {
  const body = chartBody(chart, shape, PAGE_PAINT);
  if (body === null) return shape === "page" ? <p>No dated figure has been published.</p> : null;
  const { width, height, notes } = body;
  return (
    <div className={shape === "page" ? "wide" : "narrow"}>
      {body.draw({ x: 0, y: 0, width, height })}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

const Out = ({ href, text }: { href: string; text: string }) => (
  <a href={href} target="_blank" rel="noopener">
    {text}
  </a>
);

/** The whole document: whole before its script runs, which only tells its height. */
export function embedDocument(embed: Embed): string {
  const { title, subtitle, chart, source, date, caveats, page, data, theme } = embed;
  const body = toMarkup(
    <main>
      <h1>{title}</h1>
      <p>{subtitle}</p>
      <Drawing chart={chart} shape="page" />
      <Drawing chart={chart} shape="narrow" />
      {caveats.map((caveat) => (
        <p key={caveat}>{caveat}</p>
      ))}
      <p className="foot">
        Source: {source.url === null ? source.name : <Out href={source.url} text={source.name} />}.{" "}
        {date}. <Out href={data} text="Numbers" />,{" "}
        <Out href={page} text="DANE &amp; DNSSEC statistics" />
      </p>
    </main>,
  );
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${toMarkup(title)}</title>`,
    `<link rel="canonical" href="${toMarkup(page)}">`,
    `<style>${embedStyle(theme)}</style></head>`,
    `<body>${body}<script>${RESIZE}</script></body></html>`,
  ].join("");
}
