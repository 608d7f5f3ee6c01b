import type { Metadata } from "next";
import { PlainForm, SendButton } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Enter", robots: { index: false, follow: false } };

/** What a link in a mail leads to. Opening it changes nothing: programs that scan mail open links. */
export default async function WatchEnterPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/watch/enter", searchParams);
  return (
    <Page section="/watch">
      <PageHead
        title="One more step: use the button"
        dek="Then this browser shows your watches for a week, or until you sign out."
      />
      <PlainForm action="/watch/enter" hidden={{ token }}>
        <SendButton words="Show my watches" />
      </PlainForm>
    </Page>
  );
}
