import type { Metadata } from "next";
import { MailedLink } from "@/components/forms/mailed-link";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Stop mail", robots: { index: false, follow: false } };

export default async function WatchStopPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/watch/stop", searchParams);
  return (
    <MailedLink
      action="/watch/stop"
      section="/watch"
      title="Stop mail about this watch?"
      dek="The watch itself goes on, for its page, webhook and feed."
      button="Send no more mail"
      token={token}
    />
  );
}
