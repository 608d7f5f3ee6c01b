import type { Metadata } from "next";
import { MailedLink } from "@/components/forms/mailed-link";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Enter", robots: { index: false, follow: false } };

export default async function WatchEnterPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/watch/enter", searchParams);
  return (
    <MailedLink
      action="/watch/enter"
      section="/watch"
      title="One more step: use the button"
      dek="Then this browser shows your watches for a week, or until you sign out."
      button="Show my watches"
      token={token}
    />
  );
}
