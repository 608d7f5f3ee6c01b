import { connect } from "@/db/client";
import { noticeTurn } from "../incidents/notice-turn";
import { openMailRelay } from "../mail/mail-relay";
import { sendDue } from "../outbox";
import { longWorld } from "./notices-world";
import { partsIn, YEAR_FROM } from "./notices-year";

// One turn of a made-up year as a process that can be killed. Arguments: the database's URL, the relay's,
// the Unix time in milliseconds that it is to take for now, and what the world was made of, and whether it sends.
const [databaseUrl = "", relayUrl = "", at = "", seed = "", operators = "", days = "", sends = ""] =
  process.argv.slice(2);
const now = () => Number(at);
const log = { error: () => {}, warn: () => {} };
const db = connect(databaseUrl, { maxConnections: 2 });
const relay = openMailRelay({ relayUrl, from: YEAR_FROM, bounces: YEAR_FROM });
const world = longWorld(Number(seed), Number(operators), Number(days));
process.stdout.write("begun\n");
await noticeTurn(partsIn(world, db, log, now));
if (sends === "true")
  await sendDue({
    ...{ db, relay, log, now, publicUrl: "https://stats.example" },
    webhook: () => Promise.reject(new Error("no webhook here")),
  });
relay.close();
await db.$client.end({ timeout: 5 });
