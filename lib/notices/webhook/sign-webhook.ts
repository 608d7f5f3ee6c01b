import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

/** A secret to sign with: 256 random bits, written as Standard Webhooks does. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(32).toString("base64");

/**
 * The headers that show a webhook's receiver who sent it, when, and that it is no other's: an HMAC
 * with SHA-256 over id, time and body.
 *
 * @param now Unix time in milliseconds.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(
  { id, secret, body }: { id: string; secret: string; body: string },
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${mac}`,
  };
}
