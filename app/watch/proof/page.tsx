import type { Metadata } from "next";
import { PlainForm, SendButton } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Confirm a watch",
  robots: { index: false, follow: false },
};

/** What a link in a mail leads to. Opening it changes nothing: programs that scan mail open links. */
export default async function WatchProofPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/watch/proof", searchParams);
  return (
    <Page section="/watch">
      <PageHead
        title="One more step: confirm the watch"
        dek="Whoever asked is told when DANE breaks at that name, once you use this button."
      />
      <PlainForm action="/watch/proof" hidden={{ token }}>
        <SendButton words="Yes, they may watch it" />
      </PlainForm>
    </Page>
  );
}
