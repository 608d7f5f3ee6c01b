import type { InputFault, InputKind } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { csvLineReader } from "./csv-line";
import { zoneTag } from "./delegation-mark";
import { isHostLike } from "./domain-text";
import { faultAt } from "./input-fault";
import { readInput, type StreamFacts } from "./input-stream";
import { ListReader, readPlainLine } from "./list-reader";
import { keyOfName } from "./name-key";
import type { NameSorter, SortedNames } from "./name-sorter";
import { reduceToRegistrable } from "./public-suffix";
import { ZoneReader, type ZoneSummary } from "./zone-reader";

/** How to read a file. */
export type InputFormat =
  | { kind: "zone"; origin: string | null }
  | { kind: "list" }
  | { kind: "csv"; column: string | number | null };

/** Names that are no candidates as they stand, by why. */
export type Passed = {
  /** From a list, below a registrable domain: that domain was taken instead. */
  reduced: number;
  /** Public suffixes themselves. */
  suffixes: number;
  /** Delegations in a zone file that lie below a registrable domain. */
  deeper: number;
  /** Legal names that no registry delegates: octets beyond letters, digits, `-` and `_`. */
  unusual: number;
  /** Taken by the list's default rule, as their TLD is not in the public suffix list. */
  unlisted: number;
};

/** What a whole, well-formed input held. */
export type SourceContents = {
  kind: InputKind;
  stream: StreamFacts;
  lines: number;
  sorted: SortedNames;
  passed: Passed;
  /** Of a zone file. */
  zone: ZoneSummary | null;
};

/** What a reading has got through, for whoever watches. `readShare` is of the file, 0 to 1. */
export type ReadProgress = { lines: number; names: number; readShare: number };

/** More names than exist, and a bound on what a hostile file can cost. */
const MAX_NAMES = 600_000_000;

/**
 * Reads an input into `sorter`: its names reduced to domains directly below a public suffix. The
 * whole input is refused for one fault in it.
 */
export async function readSource(
  file: string,
  format: InputFormat,
  sorter: NameSorter,
  onProgress: (progress: ReadProgress) => void = () => {},
): Promise<Result<SourceContents, InputFault>> {
  const passed: Passed = { reduced: 0, suffixes: 0, deeper: 0, unusual: 0, unlisted: 0 };
  const reader = readerFor(format, sorter, passed);
  const stream = await readInput(file, (chunk, readShare) => {
    const fault = reader.push(chunk);
    onProgress({ lines: reader.line, names: sorter.added, readShare });
    if (fault !== null || sorter.added <= MAX_NAMES) return fault;
    return faultAt("too_many_names", reader.line, null, `more than ${MAX_NAMES} names`);
  });
  if (!stream.ok) return stream;
  const ended = reader.end();
  if (ended !== null && !ended.ok) return ended;
  const sorted = await sorter.finish();
  return ok({
    kind: format.kind,
    stream: stream.value,
    lines: reader.line,
    sorted,
    passed,
    zone: ended === null ? null : ended.value,
  });
}

type Reader = {
  readonly line: number;
  push(chunk: Buffer): InputFault | null;
  /** Null where there is no more to say. */
  end(): Result<ZoneSummary, InputFault> | null;
};

function readerFor(format: InputFormat, sorter: NameSorter, passed: Passed): Reader {
  if (format.kind === "zone") {
    const { origin } = format;
    return new ZoneReader(
      (name, hasNs, hasDs, mark) => {
        const domain = delegatedDomain(name, passed);
        if (domain !== null) sorter.add(keyOfName(domain), zoneTag(hasNs, hasDs, mark));
      },
      { origin },
    );
  }
  const readLine = format.kind === "list" ? readPlainLine : csvLineReader(format.column);
  const list = new ListReader(readLine, (name) => {
    const domain = listedDomain(name, passed);
    if (domain !== null) sorter.add(keyOfName(domain), 0);
  });
  return {
    get line() {
      return list.line;
    },
    push: (chunk) => list.push(chunk),
    end: () => {
      const fault = list.end();
      return fault === null ? null : err(fault);
    },
  };
}

/** A zone file says only of the very names in it whether they have DS records. */
function delegatedDomain(name: string, passed: Passed): string | null {
  if (!isHostLike(name)) {
    passed.unusual++;
    return null;
  }
  const { domain, isUnlisted } = reduceToRegistrable(name);
  if (domain === name) {
    if (isUnlisted) passed.unlisted++;
    return name;
  }
  if (domain === null) passed.suffixes++;
  else passed.deeper++;
  return null;
}

function listedDomain(name: string, passed: Passed): string | null {
  const { domain, isUnlisted } = reduceToRegistrable(name);
  if (domain === null) passed.suffixes++;
  else {
    if (isUnlisted) passed.unlisted++;
    if (domain !== name) passed.reduced++;
  }
  return domain;
}
