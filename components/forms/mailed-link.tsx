import { Page } from "../layout/page";
import { PageHead } from "../layout/page-head";
import { PlainForm, SendButton } from "./plain-form";

/** What a link in a mail leads to. Opening it changes nothing: programs that scan mail open links. */
export function MailedLink({
  action,
  section,
  title,
  dek,
  button,
  token,
}: {
  /** Where the button sends the token. */
  action: string;
  section: string;
  title: string;
  dek: string;
  button: string;
  token: string;
}) {
  return (
    <Page section={section}>
      <PageHead title={title} dek={dek} />
      <PlainForm action={action} hidden={{ token }}>
        <SendButton words={button} />
      </PlainForm>
    </Page>
  );
}
