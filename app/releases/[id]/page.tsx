import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { releaseById } from "@/lib/stats/releases";
import { db } from "../../_server/db";
import { ReleaseView } from "../release-view";

interface Props {
  params: Promise<{ id: string }>;
}

const RELEASE_ID = /^[a-z0-9][a-z0-9-]{2,63}$/;

async function releaseOf({ params }: Props) {
  const { id } = await params;
  return RELEASE_ID.test(id) ? releaseById(db(), id) : null;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const release = await releaseOf(props);
  if (release === null) return notFound();
  return {
    title: release.title,
    description: `Figures of ${release.title}, with source and revision.`,
    alternates: { canonical: `/releases/${release.id}` },
  };
}

export default async function ReleasePage(props: Props) {
  const release = await releaseOf(props);
  if (release === null) return notFound();
  return ReleaseView({ release, current: release.revision });
}
