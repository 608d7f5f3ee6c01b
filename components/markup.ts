import { Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import type { Markup } from "@/lib/held-markup";
import { markupText } from "@/lib/markup-text";
import { drawnOnce } from "./drawn-once";

// React renders a page twice: to the stream that hydrates it, and from that to HTML. Nothing in a page
// ever changes in the browser but the charts that are put on top: so it is written to one string here.

/** React's names of attributes that are written in another way; all others are written as they are. */
const SPELLINGS: Readonly<Record<string, string>> = {
  className: "class",
  defaultChecked: "checked",
  defaultValue: "value",
  fillOpacity: "fill-opacity",
  fontFamily: "font-family",
  fontSize: "font-size",
  fontWeight: "font-weight",
  htmlFor: "for",
  paintOrder: "paint-order",
  shapeRendering: "shape-rendering",
  strokeDasharray: "stroke-dasharray",
  strokeLinecap: "stroke-linecap",
  strokeLinejoin: "stroke-linejoin",
  strokeOpacity: "stroke-opacity",
  strokeWidth: "stroke-width",
  tabIndex: "tabindex",
  textAnchor: "text-anchor",
};

const VOID_TAGS: ReadonlySet<string> = new Set(["br", "col", "hr", "img", "input", "wbr"]);

/** Stands for a part that was written before; `markupText` leaves no such sign in any text. */
const PLACE = "\0";

/** Attributes that say something by being there. */
const PRESENCES: ReadonlySet<string> = new Set([
  "defaultChecked",
  "download",
  "hidden",
  "open",
  "required",
  "selected",
]);

/** What may be in an attribute `style`; all else belongs in a style sheet. */
const styleText = (style: object): string =>
  Object.entries(style)
    .map(([name, value]) => {
      if (name === "maxWidth" && typeof value === "string") return `max-width:${value}`;
      if (!name.startsWith("--")) throw new Error(`markup: style ${name}`);
      return `${name}:${value}`;
    })
    .join(";");

function attribute(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  const spelling = SPELLINGS[name] ?? name;
  switch (typeof value) {
    case "string":
      return ` ${spelling}="${markupText(value)}"`;
    case "number":
      return ` ${spelling}="${value}"`;
    case "boolean":
      if (/^(aria|data)-/.test(name)) return ` ${spelling}="${value}"`;
      if (PRESENCES.has(name)) return value ? ` ${spelling}=""` : "";
      break;
    case "object":
      if (name === "style") return ` style="${markupText(styleText(value))}"`;
  }
  // A handler, or what only React knows how to write.
  throw new Error(`markup: attribute ${name}`);
}

/** Markup that was made here; nobody else's is put into a page. */
const made = new WeakSet<object>();

function ownMarkup(raw: unknown): string {
  if (typeof raw !== "object" || raw === null || !made.has(raw))
    throw new Error("markup: raw markup");
  return (raw as { __html: string }).__html;
}

type Props = Readonly<Record<string, unknown>>;

/** Props of a part of a page that is written once. */
export interface OnceProps {
  /** Names the part. */
  name: string;
  /** All that it depends on, as plain data: what JSON leaves out must not matter. */
  of: unknown;
  draw: () => ReactNode;
}

/**
 * A part of a page that is written once while equal ones are shown: pages that differ in a filter or
 * a range, and those made anew at midnight, have most of their charts and tables in common.
 */
export function Once({ draw }: OnceProps): ReactNode {
  return draw();
}

/** The parts of the page being written that were written before, in their order. */
let parts: Buffer[] | undefined;

/** Writes with `own` as the parts, or without any: a part of a part is written where it stands. */
function withParts(own: Buffer[] | undefined, node: ReactNode): string {
  const outer = parts;
  parts = own;
  try {
    return toMarkup(node);
  } finally {
    parts = outer;
  }
}

function onceMarkup({ name, of, draw }: OnceProps): string {
  // As bytes, which is how it is sent: a text would be encoded again for each page.
  const part = drawnOnce(`${name} ${JSON.stringify(of)}`, () =>
    Buffer.from(withParts(undefined, draw())),
  );
  if (parts === undefined) return part.toString();
  parts.push(part);
  return PLACE;
}

/** A page's markup, in which each part that is written once is left as the bytes it is kept as. */
export function toPieces(node: ReactNode): Markup {
  const own: Buffer[] = [];
  const texts = withParts(own, node).split(PLACE);
  return texts.flatMap((text, at) => [text, own[at] ?? ""]);
}

function elementMarkup({ type, props }: ReactElement<Props>): string {
  if (type === Once) return onceMarkup(props as unknown as OnceProps);
  if (typeof type === "function") return toMarkup((type as (props: Props) => ReactNode)(props));
  if (type === (Fragment as unknown)) return toMarkup(props.children as ReactNode);
  if (typeof type !== "string") throw new Error("markup: not a plain component");
  let attributes = "";
  let contents: string | undefined;
  for (const name in props) {
    if (name === "dangerouslySetInnerHTML") contents = ownMarkup(props[name]);
    else if (name !== "children") attributes += attribute(name, props[name]);
  }
  if (VOID_TAGS.has(type)) return `<${type}${attributes}/>`;
  if (contents !== undefined) return `<${type}${attributes}>${contents}</${type}>`;
  return `<${type}${attributes}>${toMarkup(props.children as ReactNode)}</${type}>`;
}

/**
 * Elements and hook-free function components as markup, the same that `renderToStaticMarkup` makes,
 * with all text escaped; throws at whatever it does not know.
 */
export function toMarkup(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (typeof node === "string") return markupText(node);
  if (typeof node === "number") return String(node);
  if (Array.isArray(node)) {
    let markup = "";
    for (const child of node) markup += toMarkup(child);
    return markup;
  }
  if (isValidElement<Props>(node)) return elementMarkup(node);
  throw new Error("markup: not an element");
}

/** The property that puts JSON into a `script`, where no text of it ends that script. */
export function asJson(json: string) {
  const html = { __html: json.replaceAll("<", "\\u003c") };
  made.add(html);
  return { dangerouslySetInnerHTML: html };
}
