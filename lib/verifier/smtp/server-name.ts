/**
 * The name as SNI may carry it (RFC 6066 §3): ASCII, no dot at its end, no address; null where it
 * cannot be sent. Underscores pass, which real MX host names have.
 */
export function sniOf(serverName: string | null): string | null {
  if (serverName === null) return null;
  const name = serverName.replace(/\.$/, "").toLowerCase();
  const labels = name.split(".");
  const isHostName =
    name.length <= 253 &&
    labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "");
  return isHostName ? name : null;
}
