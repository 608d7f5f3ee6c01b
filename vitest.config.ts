import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const folders = "{app,bench,components,db,lab,lib,scripts}";
const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: [`${folders}/**/*.test.{ts,tsx}`],
          exclude: ["**/*.db.test.ts", "**/*.lab.test.ts", "**/node_modules/**"],
          // Nothing is mocked and no module keeps what another file could trip over, so the files
          // share what is loaded once; loading it for each took longer than the tests.
          isolate: false,
          // Nothing here promises a time, and a machine with other work makes all of it slow.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // Real PostgreSQL, real sockets, real processes.
          name: "db",
          include: [`${folders}/**/*.db.test.ts`],
          exclude: ["**/node_modules/**"],
          globalSetup: ["scripts/testing/throw-away-cluster.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // Real name, mail and resolver servers: after the others, one file at a time.
          name: "lab",
          include: [`${folders}/**/*.lab.test.ts`],
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
