import type { Db } from "@/db/client";
import { type FigureInput, revisionFilePath } from "@/lib/model/release-file";
import { revisionFileSha256 } from "@/lib/stats/release-file";
import { releaseById } from "@/lib/stats/releases";
import type { PageFigure } from "./page-figure";

/** A revision of a release. */
export interface RevisionOf {
  release: string;
  revision: number;
}

const keyOf = ({ release, revision }: RevisionOf): string => `${release} r${revision}`;

/** The revisions that a figure is made of, in the order of its rows. */
export const revisionsIn = ({ rows, inputs = rows }: PageFigure): RevisionOf[] => [
  ...new Map(
    inputs.map(({ release, revision }) => [keyOf({ release, revision }), { release, revision }]),
  ).values(),
];

/** The files of all revisions that some figures are made of, by figure. */
export async function inputsOf(
  db: Db,
  figures: readonly PageFigure[],
  publicUrl: string,
): Promise<Map<string, FigureInput[]>> {
  const known = new Map<string, FigureInput | null>();
  const inputOf = async (one: RevisionOf): Promise<FigureInput[]> => {
    const key = keyOf(one);
    const made = known.has(key) ? (known.get(key) ?? null) : await describe(db, one, publicUrl);
    known.set(key, made);
    return made === null ? [] : [made];
  };
  const found = new Map<string, FigureInput[]>();
  for (const figure of figures) {
    const inputs: FigureInput[] = [];
    for (const one of revisionsIn(figure)) inputs.push(...(await inputOf(one)));
    found.set(figure.id, inputs);
  }
  return found;
}

async function describe(
  db: Db,
  { release: id, revision }: RevisionOf,
  publicUrl: string,
): Promise<FigureInput | null> {
  const [sha256, release] = await Promise.all([
    revisionFileSha256(db, id, revision),
    releaseById(db, id, revision),
  ]);
  if (sha256 === null || release === null) return null;
  return {
    ...{ release: id, revision, sha256, sourceUrl: release.sourceUrl },
    file: publicUrl + revisionFilePath(id, revision),
  };
}
