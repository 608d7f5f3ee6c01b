import type { DsState } from "@/lib/model/survey-input";
import { hasChanged } from "./delegation-mark";
import { mergeNames } from "./merge-names";
import { NameCursor, TAG_DS, TAG_NS } from "./name-file";
import { hashOfKey, nameOfKey } from "./name-key";

/** A domain of which a zone file says something else than the one before. */
export type ChangedDelegation = { name: string; hash: number; ds: DsState };

/**
 * Signed delegations that came, went, or have other NS or DS records, by two files of one source.
 *
 * @param most of them, in the order of the files.
 * @returns null where a file is damaged: then nothing can be said.
 */
export async function changedDelegations(
  before: string,
  after: string,
  most: number,
): Promise<ChangedDelegation[] | null> {
  const cursors = [new NameCursor(before), new NameCursor(after)];
  const changed: ChangedDelegation[] = [];
  try {
    const damaged = await mergeNames(cursors, (key, tags, files) => {
      if (changed.length >= most) return;
      const [was = 0, is = 0] =
        files.length === 2 ? tags : files[0] === 0 ? [tags[0]] : [0, tags[0]];
      if (!hasChanged(was, is)) return;
      changed.push({ name: nameOfKey(key), hash: hashOfKey(key), ds: stateOf(is) });
    });
    return damaged === null ? changed : null;
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

/** What is no longer in the file is asked for: a zone file may be cut as it should not. */
const stateOf = (tag: number): DsState =>
  (tag & TAG_DS) !== 0 ? "seen" : (tag & TAG_NS) !== 0 ? "not_seen" : "unknown";
