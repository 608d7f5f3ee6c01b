import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/lab/dns-proxy";
import { startEmbeddedPostgres } from "@/scripts/embedded-postgres/start";

/** A durable database that can be killed, and comes back at the same address. */
export class KilledDatabase {
  readonly #folder: string;
  #running: { url: string; pid: number; stop: () => Promise<void> } | null = null;
  #port = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get url(): string {
    return this.#running?.url ?? "";
  }

  async start(): Promise<void> {
    this.#port ||= await freePort("127.0.0.1");
    for (let tries = 1; ; tries++) {
      const started = await startEmbeddedPostgres({
        dataDir: path.join(this.#folder, "postgres"),
        port: this.#port,
        log: () => {},
      });
      if (started.ok) {
        this.#running = started.value;
        return;
      }
      if (tries === 20) throw new Error(started.error.message);
      await sleep(500);
    }
  }

  /** Kills the server without warning, wherever its processes are. */
  kill(): void {
    const file = path.join(this.#folder, "postgres/postgres/postmaster.pid");
    try {
      process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  stop = async (): Promise<void> => this.#running?.stop();
}
