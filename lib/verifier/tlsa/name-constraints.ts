import { contextTag, DER, DerCursor, elementsIn, soleElement } from "../x509/der";

/** A GeneralName by its tag: one form of a name, and its octets (RFC 5280 §4.2.1.6). */
export type GeneralName = { tag: number; content: Buffer };

/** The name forms that are compared; any other that is both constrained and present is outside. */
export const GENERAL_NAME = {
  DNS: contextTag(2, "primitive"),
  DIRECTORY: contextTag(4, "constructed"),
  IP: contextTag(7, "primitive"),
} as const;

type NameConstraints = { permitted: GeneralName[]; excluded: GeneralName[] };

/**
 * Whether names may stand below a CA that carries a name constraints extension. An extension that
 * cannot be read permits nothing.
 *
 * @param extension the extension's value.
 * @see RFC 5280 §4.2.1.10
 */
export function areNamesPermitted(extension: Buffer, names: readonly GeneralName[]): boolean {
  const constraints = readConstraints(extension);
  return (
    constraints !== null &&
    names.every((name) => {
      const sameForm = ({ tag }: GeneralName) => tag === name.tag;
      const permitted = constraints.permitted.filter(sameForm);
      const excluded = constraints.excluded.filter(sameForm);
      if (permitted.length + excluded.length === 0) return true;
      const isWithin = COMPARISONS.get(name.tag);
      if (isWithin === undefined) return false; // a constraint we cannot process: reject
      const covers = (base: GeneralName) => isWithin(name.content, base.content);
      return (permitted.length === 0 || permitted.some(covers)) && !excluded.some(covers);
    })
  );
}

const COMPARISONS = new Map<number, (name: Buffer, base: Buffer) => boolean>([
  [GENERAL_NAME.DNS, isDnsNameWithin],
  [GENERAL_NAME.DIRECTORY, isDirectoryNameWithin],
  [GENERAL_NAME.IP, isAddressWithin],
]);

/** `host.example` covers itself and what lies below; `.host.example` what lies below. */
function isDnsNameWithin(name: Buffer, base: Buffer): boolean {
  const text = name.toString("latin1").toLowerCase();
  const suffix = base.toString("latin1").toLowerCase();
  if (suffix === "" || text === suffix) return true;
  return text.endsWith(suffix.startsWith(".") ? suffix : `.${suffix}`);
}

/** The base's relative names, octet by octet, are the first of the name's. */
function isDirectoryNameWithin(name: Buffer, base: Buffer): boolean {
  const [names, bases] = [name, base].map((octets) => {
    const sequence = soleElement(octets, DER.SEQUENCE);
    return sequence === null ? null : elementsIn(sequence.content);
  });
  if (!names || !bases) return false;
  return bases.every((relative, at) => names[at]?.octets.equals(relative.octets) === true);
}

/** The base is an address and a mask of the same length. */
function isAddressWithin(address: Buffer, base: Buffer): boolean {
  if (base.length !== 2 * address.length) return false;
  return address.every((octet, at) => {
    const mask = base[address.length + at] ?? 0;
    return (octet & mask) === ((base[at] ?? 0) & mask);
  });
}

function readConstraints(extension: Buffer): NameConstraints | null {
  const sequence = soleElement(extension, DER.SEQUENCE);
  if (sequence === null) return null;
  const cursor = new DerCursor(sequence.content);
  const permitted = subtrees(cursor.take(contextTag(0, "constructed"))?.content);
  const excluded = subtrees(cursor.take(contextTag(1, "constructed"))?.content);
  return permitted === null || excluded === null || !cursor.atEnd ? null : { permitted, excluded };
}

/** Null where one cannot be read, or has a minimum or a maximum, which RFC 5280 does not use. */
function subtrees(content: Buffer | undefined): GeneralName[] | null {
  if (content === undefined) return [];
  const bases = elementsIn(content)?.map((subtree) => {
    const parts = subtree.tag === DER.SEQUENCE ? elementsIn(subtree.content) : null;
    return parts?.length === 1 ? (parts[0] ?? null) : null;
  });
  return bases?.every((base) => base !== null) ? bases : null;
}
