import type { Metadata } from "next";
import { PlainForm, SendButton } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Stop mail", robots: { index: false, follow: false } };

/** What a link in a mail leads to. Opening it changes nothing: programs that scan mail open links. */
export default async function WatchStopPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/watch/stop", searchParams);
  return (
    <Page section="/watch">
      <PageHead
        title="Stop mail about this watch?"
        dek="The watch itself goes on, for its page, webhook and feed."
      />
      <PlainForm action="/watch/stop" hidden={{ token }}>
        <SendButton words="Send no more mail" />
      </PlainForm>
    </Page>
  );
}
