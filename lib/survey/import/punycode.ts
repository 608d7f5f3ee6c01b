const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const MAX_CODE_POINT = 0x10ffff;

/**
 * Whether the part of an A-label after `xn--` decodes to code points, at least one of them beyond
 * ASCII. Whether IDNA permits those is not asked: a registry's older rules are its own affair.
 *
 * @see RFC 3492 §6.2
 */
export function isPunycode(text: string): boolean {
  const hyphen = text.lastIndexOf("-");
  let decoded = Math.max(hyphen, 0);
  let at = hyphen < 0 ? 0 : hyphen + 1;
  if (at >= text.length) return false;
  let codePoint = 0x80;
  let place = 0;
  let bias = 72;
  while (at < text.length) {
    const before = place;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(text.charCodeAt(at++));
      if (digit < 0) return false;
      place += digit * weight;
      // Far below 2^53, so nothing overflows before this is seen.
      if (place > 0x7fffffff) return false;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (weight > 0x7fffffff) return false;
    }
    decoded++;
    bias = adapted(place - before, decoded, before === 0);
    codePoint += Math.floor(place / decoded);
    place %= decoded;
    if (codePoint > MAX_CODE_POINT || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return false;
    place++;
  }
  return true;
}

/** a-z are 0 to 25, 0-9 are 26 to 35; -1 for anything else, the end of the text included. */
function digitOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return -1;
}

function adapted(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
