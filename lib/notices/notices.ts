import { setTimeout as sleep } from "node:timers/promises";
import { checkById } from "@/lib/check/check-store";
import type { Checks } from "@/lib/check/checks";
import type { CheckLog } from "@/lib/check/worker";
import { addressPolicy } from "@/lib/verifier/net/address-policy";
import { forgetIncidents } from "./incidents/incident-store";
import { forgetNoticeRecipients } from "./incidents/notice-store";
import { openMailRelay } from "./mail/mail-relay";
import type { MailSettings } from "./mail/mail-settings";
import { sendDue } from "./outbox";
import { forgetRecipients } from "./outbox-store";
import { KEPT } from "./retention";
import { forgetUnusedAccounts } from "./watch/account-store";
import { watchTurn } from "./watch/watcher";
import { type OperatorSite, operatorSite } from "./web/operator-site";
import type { WebQuestion } from "./web/web-question";
import { webhookSender } from "./webhook/send-webhook";

/** Everything for those who run mail: their pages, and what goes out to them. */
export type Notices = { site: OperatorSite; close: () => Promise<void> };

export type NoticesOptions = {
  checks: Checks;
  /** Null where the site's operator set up no relay. */
  mail: MailSettings | null;
  publicUrl: string;
  /** The address of whoever asks. */
  clientOf: (question: WebQuestion) => string;
  log: CheckLog;
  now?: () => number;
};

/** Between two looks for what is due. */
const TURN_MS = 2_000;
const HOUSEKEEPING_MS = 3_600_000;
const LONGEST_CLOSE_MS = 5_000;

/** Opens it, with the loop that sends. Any number of processes may share a database. */
export function openNotices(options: NoticesOptions): Notices {
  const { checks, mail, publicUrl, clientOf, log, now = Date.now } = options;
  const { db, resolve, settings } = checks;
  const relay = mail === null ? null : openMailRelay(mail);
  const mayConnect = addressPolicy({ allowedRanges: settings.allowedRanges });
  const outbox = {
    db,
    relay,
    webhook: webhookSender({ resolve, mayConnect }),
    publicUrl,
    log,
    now,
  };
  const watcher = {
    db,
    request: checks.request,
    result: (id: string) => checkById(db, id),
    publicUrl,
    hasMail: mail !== null,
    log,
    now,
  };
  let tidiedAt = Number.NEGATIVE_INFINITY;
  const tidy = async () => {
    if (now() - tidiedAt < HOUSEKEEPING_MS) return;
    tidiedAt = now();
    await forgetUnusedAccounts(db, KEPT, now());
    await forgetRecipients(db, KEPT.recipients, now());
    await forgetNoticeRecipients(db, KEPT.noticeRecipients, now());
    await forgetIncidents(db, KEPT.incidents, now());
  };
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const loop = (async () => {
    while (!isStopping()) {
      try {
        await watchTurn(watcher);
        await sendDue(outbox, isStopping);
        await tidy();
      } catch (cause) {
        if (!isStopping()) log.warn({ err: cause }, "notices: a turn failed");
      }
      await sleep(TURN_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    site: operatorSite({ checks, publicUrl, clientOf, hasMail: mail !== null, now }),
    close: async () => {
      stopping.abort();
      // A relay may take its time. Cut short, a message goes out again unless the relay may have it.
      await Promise.race([loop, sleep(LONGEST_CLOSE_MS, undefined, { ref: false })]);
      relay?.close();
    },
  };
}
