import { TAG_DS, TAG_NS } from "./name-file";

// What a zone file says of a signed delegation, in the bits that a tag has left: enough to see from one day
// to the next that its NS or DS records are others. One change in 16,383 is not seen, and waits for
// its turn in the scan.

const MARK_SHIFT = 2;
const MARK_BITS = 0x3fff;
const TAB = 0x09;
const SPACE = 0x20;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a with MurmurHash3's finish, as its low bits alone are poor. */
const finished = (hash: number): number => {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) & MARK_BITS;
};

/** The mark of one record's data as it stands in the file; white space and case make no difference. */
export function markOfOctets(chunk: Uint8Array, from: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = from; at < end; at++) {
    const octet = chunk[at] as number;
    if (octet !== SPACE && octet !== TAB) hash = Math.imul(hash ^ (octet | 0x20), FNV_PRIME);
  }
  return finished(hash);
}

/** The same of data that is text already, without white space. */
export function markOfText(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ (text.charCodeAt(at) | 0x20), FNV_PRIME);
  return finished(hash);
}

/**
 * The tag of an owner's records in a zone file; a name from a list has 0.
 *
 * @param mark the sum of its records' marks, kept of signed delegations alone: nobody asks for the others.
 */
export const zoneTag = (hasNs: boolean, hasDs: boolean, mark: number): number =>
  (hasNs ? TAG_NS : 0) | (hasDs ? TAG_DS | markBits(mark) : 0);

/** Never 0, which is a mark that was not made. */
const markBits = (mark: number): number => (mark & MARK_BITS || 1) << MARK_SHIFT;

/** The tag of a name that came twice, whichever came first. */
export function joinedTags(one: number, other: number): number {
  const said = (one | other) & (TAG_NS | TAG_DS);
  const mark = (one >>> MARK_SHIFT) + (other >>> MARK_SHIFT);
  return mark === 0 ? said : said | markBits(mark);
}

/** Whether a tag stands for DS records without a delegation. */
export const isDsAlone = (tag: number): boolean => (tag & (TAG_NS | TAG_DS)) === TAG_DS;

/** Whether two files say different things of a delegation that is signed in one of them. */
export function hasChanged(before: number, after: number): boolean {
  if (((before | after) & TAG_DS) === 0) return false;
  if (((before ^ after) & TAG_DS) !== 0) return true;
  // A file of an earlier version of this program has no marks.
  return before >>> MARK_SHIFT !== 0 && after >>> MARK_SHIFT !== 0 && before !== after;
}
