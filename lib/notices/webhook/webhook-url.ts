import { isIP } from "node:net";
import { err, ok, type Result } from "@/lib/result";

const MOST_CHARACTERS = 500;

/**
 * Reads where a webhook is to go: `https`, a host name, the usual port, and nobody's password. What
 * the name's addresses are is decided when it is called.
 */
export function parseWebhookUrl(text: string): Result<URL, { code: "not_a_webhook" }> {
  const typed = text.trim();
  const url = typed.length <= MOST_CHARACTERS && URL.canParse(typed) ? new URL(typed) : null;
  const isFit =
    url !== null &&
    url.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    url.hostname.includes(".") &&
    isIP(url.hostname) === 0;
  if (!isFit) return err({ code: "not_a_webhook" });
  url.hash = "";
  return ok(url);
}
