import type { MailAddress } from "./mail-address";

/** How mail leaves: the relay that the site's operator set up, and whom it is from. */
export type MailSettings = {
  /** `smtp://` or `smtps://`, with user and password where the relay wants them. */
  relayUrl: string;
  from: MailAddress;
  /** Where what cannot be delivered comes back to (RFC 5321 §4.4: the reverse-path). */
  bounces: MailAddress;
  /** Certificate authorities of the relay in PEM form; the system's where absent. */
  ca?: string;
};
