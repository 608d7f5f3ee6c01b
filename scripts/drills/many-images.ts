import { readFileSync } from "node:fs";
import { startProgram } from "@/scripts/testing/program";
import type { Drill } from "./drill";

const PORT = 3_096;
const ADDRESS = `http://127.0.0.1:${PORT}`;
/** Who asks at once, each for one image after another: more than are drawn and may wait. */
const CLIENTS = 64;
const IMAGES_PER_ROUND = 400;
/** How long a client that was refused waits: a quarter of what it is told to. */
const IMPATIENCE_MS = 500;
/** More than pages need; without bounds, images took 1.6 GB. */
const MOST_RSS_MB = 900;
/** How many times as long as one image alone a stored page may take, on a machine whose cores draw images. */
const MOST_PAGE_RATIO = 20;

/** Addresses of images that differ, in all shapes and themes. */
function addressOf(n: number): string {
  const end = new Date(Date.UTC(2017, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
  const shape = ["page", "wide", "square"][n % 3] ?? "page";
  return `/trends.png?${new URLSearchParams({ end, shape, theme: n % 2 === 0 ? "light" : "dark" })}`;
}

const highWaterMb = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

/** Status and time of an answer; what was refused has to say when to come again. */
async function ask(
  address: string,
): Promise<{ status: number; tookMs: number; isPolite: boolean }> {
  const begunAt = performance.now();
  const answer = await fetch(ADDRESS + address);
  await answer.arrayBuffer();
  const isPolite = answer.status === 200 || answer.headers.has("retry-after");
  return { status: answer.status, tookMs: performance.now() - begunAt, isPolite };
}

/**
 * Asks a site for images that nobody asked for before, many at once, and for a page meanwhile.
 *
 * Promises: each image is drawn or refused with a time to come again; the page goes on being answered;
 * memory stays bounded; afterwards an image is drawn as ever; a shape or size that is none is refused.
 */
export const manyImages: Drill = {
  name: "many-images",
  purpose: "images nobody asked for before, 64 clients at once",
  rounds: { full: 4, sample: 0 },
  async run({ rounds, folder, log }) {
    const program = startProgram("scripts/start.ts", [], {
      ...{ DATABASE_URL: "", DATA_DIR: folder, HOST: "127.0.0.1", LOG_LEVEL: "error" },
      PORT: String(PORT),
    });
    try {
      await program.printed(/ready in/);
      const pid = program.child.pid ?? 0;
      while ((await ask("/trends")).status !== 200) log("not ready yet");
      const before = highWaterMb(pid);
      const wrong: number[] = [];
      for (const query of ["shape=4096x4096", "width=99999", "scale=9", `end=${"9".repeat(1_500)}`])
        wrong.push((await ask(`/trends.png?${query}`)).status);
      await ask("/trends.png?end=2016-12-30");
      const alone = await ask("/trends.png?end=2020-12-31");
      const counts = new Map<number, number>();
      const pages: number[] = [];
      let impolite = 0;
      let next = 0;
      const begunAt = performance.now();
      const end = rounds * IMAGES_PER_ROUND;
      const client = async () => {
        while (next < end) {
          const n = next++;
          if (n % IMAGES_PER_ROUND === 0) log(`round ${n / IMAGES_PER_ROUND + 1}`);
          const { status, isPolite } = await ask(addressOf(n));
          counts.set(status, (counts.get(status) ?? 0) + 1);
          if (!isPolite) impolite += 1;
          if (status !== 200) await new Promise((resolve) => setTimeout(resolve, IMPATIENCE_MS));
        }
      };
      const reader = async () => {
        while (next < end) {
          pages.push((await ask("/")).tookMs);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      };
      await Promise.all([reader(), ...Array.from({ length: CLIENTS }, client)]);
      const seconds = (performance.now() - begunAt) / 1_000;
      const after = await ask("/trends.png?end=2016-12-31");
      const mostRss = highWaterMb(pid);
      pages.sort((a, b) => a - b);
      const slowest = pages.at(-1) ?? 0;
      const statuses = [...counts].map(([status, count]) => `${count} × ${status}`).join(", ");
      return {
        isSuccess:
          [...counts.keys()].every((status) => status === 200 || status === 429) &&
          impolite === 0 &&
          wrong.every((status) => status === 400) &&
          after.status === 200 &&
          slowest <= MOST_PAGE_RATIO * alone.tookMs &&
          mostRss <= MOST_RSS_MB,
        report: [
          `${end} distinct images in ${seconds.toFixed(0)} s: ${statuses}; ${impolite} refused without Retry-After.`,
          `A stored page meanwhile: median ${pages[Math.floor(pages.length / 2)]?.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms, ${(slowest / alone.tookMs).toFixed(1)} times one image alone (${alone.tookMs.toFixed(0)} ms; at most ${MOST_PAGE_RATIO} times); ${pages.length} asked.`,
          `Memory at its highest: ${mostRss.toFixed(0)} MB (at most ${MOST_RSS_MB}), ${before.toFixed(0)} MB before the first image.`,
          `Sizes, shapes and days that are none: ${wrong.join(", ")}. An image afterwards: ${after.status} in ${after.tookMs.toFixed(0)} ms.`,
        ],
      };
    } finally {
      program.child.kill("SIGTERM");
      await program.ended;
    }
  },
};
