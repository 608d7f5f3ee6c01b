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
          exclude: ["**/*.db.test.ts", "**/node_modules/**"],
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
    ],
  },
});
