import type { Metadata } from "next";
import { Notice } from "@/components/check/notice";
import { MailedLink } from "@/components/forms/mailed-link";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import type { QueryParameters } from "@/lib/model/page-query";
import { pageQuery } from "../../../_server/page-query";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: "Stop notices",
  robots: { index: false, follow: false },
};

export default async function NoticeStopPage({
  searchParams,
}: {
  searchParams: Promise<QueryParameters>;
}) {
  const { token, said } = await pageQuery("/problems/incidents/stop", searchParams);
  if (said !== undefined)
    return (
      <Page section="/opt-out">
        <PageHead title="Notices to operators" dek="Mail about broken MX hosts, never asked for." />
        {said === "stopped" ? (
          <Notice tone="good" title="No more notices">
            <p>
              None to the address of that mail, and none about that operator. It does not end by
              itself.
            </p>
          </Notice>
        ) : (
          <Notice tone="warn" title="That link no longer works">
            <p>
              <a href="/opt-out">Opting out by a record or by mail</a> works at any time.
            </p>
          </Notice>
        )}
      </Page>
    );
  return (
    <MailedLink
      action="/problems/incidents/stop"
      section="/opt-out"
      title="Stop notices to this address, and about this operator?"
      dek="Hosts are still measured. Opting out of that is another wish, and another page."
      button="Send no more notices"
      token={token}
    />
  );
}
