import { connect } from "@/db/client";
import { parseMailAddress } from "../mail/mail-address";
import { openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";

// Sends what is due and ends: a process that a test can kill. Arguments: the database's URL, the
// relay's, and the Unix time in milliseconds that it is to take for now.
const [databaseUrl = "", relayUrl = "", now = ""] = process.argv.slice(2);
const from = parseMailAddress("stats@stats.example.net");
if (!from.ok) throw new Error("no sender");
const db = connect(databaseUrl, { maxConnections: 2 });
const relay = openMailRelay({ relayUrl, from: from.value, bounces: from.value });
await sendDue({
  db,
  relay,
  webhook: () => Promise.reject(new Error("no webhook here")),
  publicUrl: "https://stats.example.net",
  log: { error: () => {}, warn: () => {} },
  now: () => Number(now),
});
relay.close();
await db.$client.end({ timeout: 5 });
