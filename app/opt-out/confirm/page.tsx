import type { Metadata } from "next";
import { PlainForm, SendButton } from "@/components/forms/plain-form";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Confirm an opt-out",
  robots: { index: false, follow: false },
};

/** What a link in a mail leads to. Opening it changes nothing: programs that scan mail open links. */
export default async function OptOutConfirmPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/opt-out/confirm", searchParams);
  return (
    <Page section="/opt-out">
      <PageHead
        title="One more step: confirm it"
        dek="What the mail says is entered once you use this button, and not before. It does not end by itself."
      />
      <PlainForm action="/opt-out/confirm" hidden={{ token }}>
        <SendButton words="Yes, leave it alone" />
      </PlainForm>
    </Page>
  );
}
