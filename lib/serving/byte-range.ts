/** Octets of a file, both inclusive. */
export type ByteRange = { first: number; last: number };

/**
 * Reads a `Range` field. One range of octets is served; several, other units and what is malformed are
 * passed over, as a server may, and the whole file is sent.
 *
 * @returns null for the whole file; `unsatisfiable` where nothing of the range exists.
 * @see RFC 9110 §14.1.2, §14.2
 */
export function rangeOf(
  field: string | undefined,
  bytes: number,
): ByteRange | "unsatisfiable" | null {
  const [found, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(field ?? "") ?? [];
  if (found === undefined || (from === "" && to === "")) return null;
  if (from === "") {
    const last = Number(to);
    if (last === 0 || bytes === 0) return "unsatisfiable";
    return { first: Math.max(0, bytes - last), last: bytes - 1 };
  }
  const first = Number(from);
  const last = to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  // A last octet before the first makes the whole field invalid, which is passed over.
  if (to !== "" && Number(to) < first) return null;
  return first >= bytes ? "unsatisfiable" : { first, last };
}
