import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { revisionPath } from "@/lib/model/release-file";
import { releaseById } from "@/lib/stats/releases";
import { db } from "../../../_server/db";
import { ReleaseView } from "../../release-view";

interface Props {
  params: Promise<{ id: string; revision: string }>;
}

const RELEASE_ID = /^[a-z0-9][a-z0-9-]{2,63}$/;
const REVISION = /^r([1-9]\d{0,5})$/;

/** The revision that the address names, and the one that readers see. */
async function revisionOf({ params }: Props) {
  const { id, revision } = await params;
  const [, number] = REVISION.exec(revision) ?? [];
  if (!RELEASE_ID.test(id) || number === undefined) return null;
  const [release, current] = await Promise.all([
    releaseById(db(), id, Number(number)),
    releaseById(db(), id),
  ]);
  return release === null || current === null ? null : { release, current: current.revision };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await revisionOf(props);
  if (found === null) return notFound();
  const { release, current } = found;
  return {
    title: `${release.title}, revision ${release.revision}`,
    description: `Figures of ${release.title} as they stand in revision ${release.revision}.`,
    alternates: {
      canonical:
        release.revision === current
          ? `/releases/${release.id}`
          : revisionPath(release.id, release.revision),
    },
  };
}

export default async function RevisionPage(props: Props) {
  const found = await revisionOf(props);
  return found === null ? notFound() : ReleaseView(found);
}
