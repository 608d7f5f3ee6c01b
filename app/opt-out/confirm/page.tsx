import type { Metadata } from "next";
import { MailedLink } from "@/components/forms/mailed-link";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Confirm an opt-out",
  robots: { index: false, follow: false },
};

export default async function OptOutConfirmPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token } = await pageQuery("/opt-out/confirm", searchParams);
  return (
    <MailedLink
      action="/opt-out/confirm"
      section="/opt-out"
      title="One more step: confirm it"
      dek="What the mail says is entered once you use this button, and not before. It does not end by itself."
      button="Yes, leave it alone"
      token={token}
    />
  );
}
