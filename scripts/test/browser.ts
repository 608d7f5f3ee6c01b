import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { err, ok, type Result } from "@/lib/result";
import { chromiumPath, HEADLESS_CHROMIUM } from "./chromium";
import { runCommand } from "./command";
import { canInstall, install } from "./debian-packages";

/**
 * Finds a browser for the end-to-end tests, or gets one: Debian's by apt-get where we are root,
 * Playwright's own elsewhere.
 */
export async function ensureBrowser(
  log: (line: string) => void,
): Promise<Result<void, { message: string }>> {
  const isThere = () => chromiumPath() !== undefined || existsSync(chromium.executablePath());
  if (existsSync(HEADLESS_CHROMIUM)) return ok(undefined);
  if (canInstall()) await install(["chromium-headless-shell"], log);
  // Older releases of Debian have it in one package with the rest.
  if (canInstall() && !isThere()) await install(["chromium"], log);
  if (!isThere()) {
    log("installing Playwright's Chromium");
    await runCommand("npx", ["playwright", "install", "chromium"]);
  }
  if (isThere()) return ok(undefined);
  return err({
    message:
      "The browser tests need Chromium: install your system's package as /usr/bin/chromium, or run `npx playwright install chromium`.",
  });
}
