import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** The content codings we send, best first. */
export const ENCODINGS = ["br", "gzip", "identity"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Below this a coding's own header and our second copy cost more than they save. */
export const smallestCompressedBytes = 1_024;

const COMPRESSIBLE =
  /^(text\/|application\/(.+\+)?(json|xml|yaml)|(application|text)\/javascript|image\/svg\+xml)/;

/** True for types that shrink; images and fonts are compressed already. */
export const isCompressible = (contentType: string): boolean => COMPRESSIBLE.test(contentType);

// Browsers send one of a handful of values; the bound is for those who do not.
const remembered = new Map<string, Encoding>();
const MOST_REMEMBERED = 1_000;

/**
 * The coding to answer with. `identity` is always acceptable to us: a 406 for a coding helps nobody.
 *
 * @see RFC 9110 §12.5.3
 */
export function negotiate(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined || acceptEncoding === "") return "identity";
  const known = remembered.get(acceptEncoding);
  if (known !== undefined) return known;
  const best = parse(acceptEncoding);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(acceptEncoding, best);
  return best;
}

function parse(acceptEncoding: string): Encoding {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.slice(0, 1_000).toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    weights.set(name === "x-gzip" ? "gzip" : name, Number.isFinite(weight) ? weight : 0);
  }
  const weightOf = (encoding: Encoding) => weights.get(encoding) ?? weights.get("*") ?? 0;
  const identity = weights.get("identity") ?? 0;
  const compressed = ENCODINGS.filter(
    (encoding) =>
      encoding !== "identity" && weightOf(encoding) > 0 && weightOf(encoding) >= identity,
  );
  return compressed.sort((a, b) => weightOf(b) - weightOf(a))[0] ?? "identity";
}

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/**
 * How often a response will be sent, so what its compression may cost: a page in one of endless states
 * is seldom sent twice, a file that never changes very often.
 */
export type Sent = "seldom" | "often" | "for good";

const BROTLI: Record<Sent, number> = { seldom: 3, often: 5, "for good": 9 };
const GZIP: Record<Sent, number> = { seldom: 6, often: 6, "for good": 9 };

/** Compresses on zlib's threads. */
export function compress(body: Buffer, encoding: "br" | "gzip", sent: Sent): Promise<Buffer> {
  if (encoding === "gzip") return toGzip(body, { level: GZIP[sent] });
  return toBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI[sent],
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}
