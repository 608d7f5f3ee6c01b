import { existsSync } from "node:fs";

/** Debian's Chromium without a window system, which does half the work for the same pages. */
export const HEADLESS_CHROMIUM = "/usr/bin/chromium-headless-shell";

/** Where Chromium may be beside Playwright's own, best first. */
export const CHROMIUM_PLACES: readonly string[] = [HEADLESS_CHROMIUM, "/usr/bin/chromium"];

/** The one that the tests use: the one that was asked for, or the best there is; else Playwright's own. */
export const chromiumPath = (asked = ""): string | undefined =>
  [asked, ...CHROMIUM_PLACES].find((file) => file !== "" && existsSync(file));
