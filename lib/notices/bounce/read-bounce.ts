import { z } from "zod";

/**
 * What a message at the bounce address says. `bounced`: a delivery status report that says for good
 * that a message of ours did not arrive; `other`: a delay, an auto-reply, a person, or nothing of ours.
 */
export type Bounce = { kind: "bounced"; id: string; status: string } | { kind: "other" };

/** A bounce may hold all of what it is about; what is longer is cut, as its report comes first. */
export const MOST_BOUNCE_OCTETS = 262_144;
const MOST_LINES = 5_000;
const MOST_PARTS = 20;
const OTHER: Bounce = { kind: "other" };

type Part = { headers: Map<string, string>; lines: readonly string[] };

/** Names of ours: what stands before the @ in `Message-ID`. */
const OwnId = z.string().regex(/^[0-9a-f]{32}$/);

/**
 * Reads a delivery status notification (RFC 3464): multipart/report with a status part of which a
 * recipient's action is `failed`, and our `Message-ID` in what it returns of the message (RFC 6522 §3).
 * An id is 128 random bits that only the recipient of a mail has seen, so nobody makes up a bounce of
 * another's. Pure; any octets will do.
 *
 * @param host what stands behind the @ in our `Message-ID`.
 */
export function readBounce(octets: Buffer, host: string): Bounce {
  const text = octets.subarray(0, MOST_BOUNCE_OCTETS).toString("latin1");
  const message = partOf(text.split(/\r?\n/, MOST_LINES));
  const type = parametersOf(message.headers.get("content-type") ?? "");
  if (type.value !== "multipart/report" || type.boundary === "") return OTHER;
  const parts = partsOf(message.lines, type.boundary);
  const status = failedStatus(parts);
  const id = returnedId(parts, host);
  return status === null || id === null ? OTHER : { kind: "bounced", id, status };
}

/** Splits header from body; folded lines are put together (RFC 5322 §2.2.3). */
function partOf(lines: readonly string[]): Part {
  const end = lines.indexOf("");
  return {
    headers: fieldsOf(lines.slice(0, end < 0 ? lines.length : end)),
    lines: end < 0 ? [] : lines.slice(end + 1),
  };
}

/** Fields by their names in lower case, the first of each. */
function fieldsOf(lines: readonly string[]): Map<string, string> {
  const unfolded: string[] = [];
  for (const line of lines)
    if (/^[ \t]/.test(line) && unfolded.length > 0)
      unfolded.push(`${unfolded.pop() ?? ""} ${line.trim()}`);
    else unfolded.push(line);
  const fields = new Map<string, string>();
  for (const line of unfolded) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** A media type in lower case and its boundary (RFC 2046 §5.1.1). */
function parametersOf(text: string): { value: string; boundary: string } {
  const [value = ""] = text.split(";", 1);
  const [, quoted, plain] =
    /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(text) ?? [];
  return { value: value.trim().toLowerCase(), boundary: quoted ?? plain ?? "" };
}

function partsOf(lines: readonly string[], boundary: string): Part[] {
  const parts: Part[] = [];
  let current: string[] | null = null;
  for (const line of lines) {
    const isEnd = line.trimEnd() === `--${boundary}--`;
    if (line.trimEnd() !== `--${boundary}` && !isEnd) {
      current?.push(line);
      continue;
    }
    if (current !== null) parts.push(partOf(current));
    current = isEnd ? null : [];
    if (isEnd || parts.length >= MOST_PARTS) return parts;
  }
  // Cut short, or never closed: what there is of the last part may be enough.
  return current === null ? parts : [...parts, partOf(current)];
}

const typeOf = ({ headers }: Part): string => parametersOf(headers.get("content-type") ?? "").value;

/** The status of a recipient for whom delivery failed for good; null where there is none. */
function failedStatus(parts: readonly Part[]): string | null {
  for (const part of parts) {
    if (!/^message\/(global-)?delivery-status$/.test(typeOf(part))) continue;
    // RFC 3464 §2.1: fields of the message, then of each recipient, with empty lines between.
    for (const group of groupsOf(part.lines)) {
      const fields = fieldsOf(group);
      const [action = ""] = (fields.get("action") ?? "").toLowerCase().split(/[\s(;]/, 1);
      const [status] = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get("status") ?? "") ?? [];
      if (action === "failed" && status?.startsWith("2") !== true) return status ?? "5.0.0";
    }
  }
  return null;
}

function groupsOf(lines: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const line of lines)
    if (line.trim() === "") groups.push([]);
    else groups.at(-1)?.push(line);
  return groups;
}

/** The id in the `Message-ID` of the returned message or its headers. */
function returnedId(parts: readonly Part[], host: string): string | null {
  for (const part of parts) {
    if (!/^(message\/(global|rfc822)(-headers)?|text\/rfc822-headers)$/.test(typeOf(part)))
      continue;
    const given = partOf(part.lines).headers.get("message-id") ?? "";
    const [, id = "", at = ""] = /^<([^@<>\s]{1,64})@([^@<>\s]{1,253})>$/.exec(given) ?? [];
    if (at.toLowerCase() === host.toLowerCase() && OwnId.safeParse(id).success) return id;
  }
  return null;
}
