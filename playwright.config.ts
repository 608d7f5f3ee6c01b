import { defineConfig, devices } from "@playwright/test";
import { chromiumPath } from "./scripts/test/chromium";

// `npm test` starts the site and says where; by hand, any running site will do.
const baseURL = process.env.BASE_URL ?? "http://localhost:3000";

// Debian's Chromium where there is one, as Playwright's own cannot be downloaded everywhere.
const executablePath = chromiumPath(process.env.CHROMIUM_PATH);
const launchOptions = executablePath === undefined ? {} : { executablePath };

export default defineConfig({
  testDir: "e2e",
  // These check the lab's domains, whose programs cannot be had everywhere.
  testIgnore: process.env.NO_LAB ? ["check.spec.ts", "check-again.spec.ts", "watch.spec.ts"] : [],
  fullyParallel: true,
  // Where the lab of the site under test is, for a test that starts another site on it.
  metadata: { labSettings: process.env.LAB_SETTINGS ?? "" },
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME
    ? [["dot"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME }]]
    : "list",
  use: { baseURL, launchOptions, timezoneId: "UTC", locale: "en-GB", trace: "retain-on-failure" },
  // One in the light, one in the dark: each page is looked at in both themes and widths, and axe,
  // which is most of the time, runs once for each.
  projects: [
    {
      name: "desktop",
      // A test that only one kind of screen needs says so in its name.
      grepInvert: /@phone/,
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 900 } },
    },
    {
      name: "phone",
      grepInvert: /@desktop/,
      use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, colorScheme: "dark" },
    },
  ],
});
