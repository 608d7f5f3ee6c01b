import { isIP } from "node:net";
import { getDomain } from "tldts";
import { z } from "zod";
import { err, ok, type Result } from "@/lib/result";
import { type DownloadError, type Downloaded, download, type Validators } from "./download";
import { ask, bodyText, placeOf } from "./https-request";

/** Where ICANN's Centralized Zone Data Service is, and as whom it is asked. */
export type CzdsSettings = {
  username: string;
  password: string;
  /** `https://account-api.icann.org`, unless tests say otherwise. */
  accountUrl: string;
  /** `https://czds-api.icann.org`, unless tests say otherwise. */
  apiUrl: string;
  userAgent: string;
  ca?: string;
};

/** A zone that the account may download. */
export type CzdsLink = { tld: string; url: URL };

/** Why CZDS gave nothing; no secret is in it. */
export type CzdsError =
  | DownloadError
  | { code: "credentials_refused" }
  | { code: "too_many_logins" }
  | { code: "answer_malformed"; place: string }
  /** A link that would take the token to somebody else. */
  | { code: "link_refused"; place: string };

const TokenAnswer = z.object({ accessToken: z.string().min(1).max(65_536) });
const LinksAnswer = z.array(z.url({ protocol: /^https$/ })).max(100_000);
const MAX_ANSWER_BYTES = 16 * 2 ** 20;

/**
 * A client of the CZDS REST API, version 1.0.9 (2022): log in, list the links, fetch zones. A token
 * lives 24 hours; when it is refused, one new login is tried. Logins are limited to eight in five
 * minutes, so after a refused one nothing more is asked.
 */
export class CzdsClient {
  readonly #settings: CzdsSettings;
  #token: string | null = null;
  /** A refusal that another login would only repeat; logins are limited. */
  #refusal: { code: "credentials_refused" | "too_many_logins" } | null = null;

  constructor(settings: CzdsSettings) {
    this.#settings = settings;
  }

  /** The zones this account may download, by TLD. */
  async links(): Promise<Result<CzdsLink[], CzdsError>> {
    const url = new URL("/czds/downloads/links", this.#settings.apiUrl);
    const listed = await this.#withToken(async (authorization) => {
      const asked = await ask(url, { ...this.#common(), authorization });
      if (!asked.ok) return asked;
      const { response, place } = asked.value;
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        response.destroy();
        return err({ code: "http_status" as const, status, place });
      }
      return ok(await bodyText(response, MAX_ANSWER_BYTES));
    });
    if (!listed.ok) return listed;
    const parsed = LinksAnswer.safeParse(jsonOf(listed.value));
    if (!parsed.success) return err({ code: "answer_malformed", place: placeOf(url) });
    return this.#checked(parsed.data.map((text) => new URL(text)));
  }

  /** Fetches one zone to `file`, unless it is still as `known` says. */
  async fetch(
    { url }: CzdsLink,
    file: string,
    known?: Validators,
    onProgress?: (receivedBytes: number, expectedBytes: number | null) => void,
  ): Promise<Result<Downloaded, CzdsError>> {
    return this.#withToken((authorization) =>
      download(url, file, {
        ...this.#common(),
        authorization,
        ...(known === undefined ? {} : { known }),
        ...(onProgress === undefined ? {} : { onProgress }),
      }),
    );
  }

  #common() {
    const { userAgent, ca } = this.#settings;
    return { userAgent, ...(ca === undefined ? {} : { ca }) };
  }

  #checked(urls: readonly URL[]): Result<CzdsLink[], CzdsError> {
    const links: CzdsLink[] = [];
    for (const url of urls) {
      if (!isSameOperator(url, new URL(this.#settings.apiUrl)))
        return err({ code: "link_refused", place: placeOf(url) });
      const tld = /\/([a-z0-9-]{1,63})\.zone$/i.exec(url.pathname)?.[1];
      if (tld === undefined) return err({ code: "answer_malformed", place: placeOf(url) });
      links.push({ tld: tld.toLowerCase(), url });
    }
    return ok(links.sort((a, b) => (a.tld < b.tld ? -1 : 1)));
  }

  /** Does `work` with a token; once more with a new one where the old one is refused. */
  async #withToken<T>(
    work: (authorization: string) => Promise<Result<T, DownloadError>>,
  ): Promise<Result<T, CzdsError>> {
    const hadToken = this.#token !== null;
    for (let isSecond = false; ; isSecond = true) {
      const token = await this.#login();
      if (!token.ok) return token;
      const done = await work(`Bearer ${token.value}`);
      const isRefused = !done.ok && done.error.code === "http_status" && done.error.status === 401;
      if (!isRefused) return done;
      this.#token = null;
      if (isSecond || !hadToken) return this.#refused("credentials_refused");
    }
  }

  #refused(code: "credentials_refused" | "too_many_logins") {
    this.#refusal = { code };
    return err(this.#refusal);
  }

  async #login(): Promise<Result<string, CzdsError>> {
    if (this.#token !== null) return ok(this.#token);
    if (this.#refusal !== null) return err(this.#refusal);
    const { username, password, accountUrl } = this.#settings;
    const url = new URL("/api/authenticate", accountUrl);
    const asked = await ask(url, {
      ...this.#common(),
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ username, password }),
    });
    if (!asked.ok) return asked;
    const { response, place } = asked.value;
    const status = response.statusCode ?? 0;
    if (status !== 200) {
      response.destroy();
      if (status === 401 || status === 403) return this.#refused("credentials_refused");
      if (status === 429) return this.#refused("too_many_logins");
      return err({ code: "http_status", status, place });
    }
    const parsed = TokenAnswer.safeParse(jsonOf(await bodyText(response, MAX_ANSWER_BYTES)));
    if (!parsed.success) return err({ code: "answer_malformed", place });
    this.#token = parsed.data.accessToken;
    return ok(this.#token);
  }
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The same host, or one under the same registrable domain, as czds-download-api beside czds-api. */
function isSameOperator(link: URL, api: URL): boolean {
  if (link.protocol !== "https:" || link.username !== "") return false;
  if (link.hostname === api.hostname) return true;
  if (isIP(link.hostname) !== 0 || isIP(api.hostname) !== 0) return false;
  const domain = getDomain(api.hostname);
  return domain !== null && getDomain(link.hostname) === domain;
}
