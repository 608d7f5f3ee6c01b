import { AsyncLocalStorage } from "node:async_hooks";

// A page's markup is finished before React sees it, and React would carry it twice: in the HTML, and
// escaped in the data that hydrates it. So the page gives React a number for it, and whoever asked
// for the page puts the markup in its place once React is done.

/** Markup in pieces, in their order: text, or the bytes that it is sent as. */
export type Markup = readonly (string | Buffer)[];

type Held = Markup[];

/** The markup as one text. */
export const textOf = (markup: Markup): string => markup.map((piece) => piece.toString()).join("");

/** The server and the pages that Next bundles have a copy of this module each, and one memory. */
const shared = globalThis as { daneStatsHeldMarkup?: AsyncLocalStorage<Held> };

function holder(): AsyncLocalStorage<Held> {
  shared.daneStatsHeldMarkup ??= new AsyncLocalStorage();
  return shared.daneStatsHeldMarkup;
}

/** Where React leaves the place of held markup: at the end of a tag, and in a row of its data. */
const IN_HTML = { mark: ' data-held="', number: /^(\d{1,4})">/ };
const IN_FLIGHT = { mark: '"held":"', number: /^(\d{1,4})"/ };

/**
 * Keeps markup aside for the answer that is being made.
 *
 * @returns its number, for the attribute `data-held` and the property `held`; undefined where nobody
 *   would put it in, as in development: then React has to carry it.
 */
export function holdMarkup(markup: Markup): string | undefined {
  const held = holder().getStore();
  if (held === undefined) return undefined;
  held.push(markup);
  return String(held.length - 1);
}

/** An answer in which markup is missing, or a place that nothing was held for: never sent. */
export class MarkupMissing extends Error {}

const bytesOf = (piece: string | Buffer): Buffer =>
  typeof piece === "string" ? Buffer.from(piece) : piece;

/** What there is to know of an answer to complete it. */
export interface Incomplete {
  status: number;
  contentType: string;
  body: Buffer;
}

/**
 * Runs `make`, and puts what was held meanwhile into the answer; rejects if any of it has no place.
 *
 * @returns the answer, with what the body was before as its `shell`.
 */
export function withHeldMarkup<T extends { status: number; body: Buffer }>(
  make: () => Promise<T>,
  contentTypeOf: (answer: T) => string,
): Promise<T & { shell?: Buffer }> {
  const held: Held = [];
  return holder().run(held, async () => {
    const answer = await make();
    const body = completed({ ...answer, contentType: contentTypeOf(answer) }, held);
    return body === answer.body ? answer : { ...answer, body, shell: answer.body };
  });
}

/**
 * The body with the held markup in it: after the tag with its number in HTML, as a string of JSON in
 * the data that React's router reads (`text/x-component`). Nothing a visitor writes looks like such a
 * place: React escapes the quotes in it, in both.
 *
 * @throws MarkupMissing for a place without markup, and for markup without a place in a whole answer.
 */
export function completed({ status, contentType, body }: Incomplete, held: Held): Buffer {
  const isFlight = contentType.startsWith("text/x-component");
  if (!isFlight && !contentType.startsWith("text/html")) return body;
  const { mark, number } = isFlight ? IN_FLIGHT : IN_HTML;
  const parts: Buffer[] = [];
  const placed = new Set<number>();
  let done = 0;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, done)) {
    const from = at + mark.length;
    const [found, digits] = number.exec(body.toString("latin1", from, from + 8)) ?? [];
    const index = Number(digits);
    const markup = held[index];
    if (found === undefined || markup === undefined)
      throw new MarkupMissing(`nothing is held for ${body.toString("latin1", at, from + 8)}`);
    placed.add(index);
    if (isFlight)
      parts.push(
        body.subarray(done, at),
        Buffer.from(`"markup":${JSON.stringify(textOf(markup))}`),
      );
    else parts.push(body.subarray(done, from + found.length), ...markup.map(bytesOf));
    done = from + found.length;
  }
  // The page of an error has no place for what the failed page held.
  if (status === 200 && placed.size < held.length)
    throw new MarkupMissing(`${placed.size} of ${held.length} have a place`);
  if (parts.length === 0) return body;
  parts.push(body.subarray(done));
  return Buffer.concat(parts);
}
