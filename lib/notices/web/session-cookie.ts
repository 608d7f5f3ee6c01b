import { TOKEN } from "@/lib/model/watch";

/** The only cookie of this site: it goes to pages below `/watch` alone, and no script can read it. */
export const SESSION_COOKIE = "watch";
/** A session ends after this, used or not. */
export const SESSION_MS = 7 * 86_400_000;

const attributes = (overTls: boolean): string =>
  `Path=/watch; HttpOnly; SameSite=Lax${overTls ? "; Secure" : ""}`;

/** The header that begins a session. Lax: a link in a mail may lead in, a form elsewhere may not. */
export const beginSession = (token: string, publicUrl: string): Record<string, string> => ({
  "set-cookie": `${SESSION_COOKIE}=${token}; Max-Age=${SESSION_MS / 1000}; ${attributes(publicUrl.startsWith("https:"))}`,
});

/** The header that ends it. */
export const endSession = (publicUrl: string): Record<string, string> => ({
  "set-cookie": `${SESSION_COOKIE}=; Max-Age=0; ${attributes(publicUrl.startsWith("https:"))}`,
});

/** The session's secret in a request; "" where there is none. */
export function sessionIn(cookieHeader: string | undefined): string {
  for (const part of (cookieHeader ?? "").split(";")) {
    const [name, value = ""] = part.trim().split("=", 2);
    if (name === SESSION_COOKIE && TOKEN.test(value)) return value;
  }
  return "";
}
