import { startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";

// Holds the embedded database of the folder in argv until it is told to end: the second process of
// the launcher's tests.
const [dataDir = ""] = process.argv.slice(2);
const started = await startEmbeddedPostgres({ dataDir, log: console.log, durable: false });
if (!started.ok) {
  console.error(`${started.error.code}: ${started.error.message}`);
  process.exit(1);
}
const { pid, reused, stop } = started.value;
process.once("SIGTERM", () => void stop().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
// Last: whoever reads it may send the signal at once.
console.log(`ready pid=${pid} reused=${reused}`);
