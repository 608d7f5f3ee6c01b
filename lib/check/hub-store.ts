import type { Db } from "@/db/client";
import { CHECK_CHANNEL } from "@/lib/model/live-check";

/**
 * Listens for changes of checks, on a connection of its own that is opened again when it is lost.
 * After each (re)connection `changed` is told "", as what came meanwhile was missed.
 */
export async function listenForChecks(
  db: Db,
  changed: (id: string) => void,
): Promise<{ close: () => Promise<void> }> {
  const { unlisten } = await db.$client.listen(CHECK_CHANNEL, changed, () => changed(""));
  return { close: () => unlisten().then(() => undefined) };
}
