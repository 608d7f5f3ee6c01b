import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answeredAsOf } from "@/lib/as-of";
import { datedPath } from "@/lib/model/dated-address";
import { answer, busy, databaseAway, imagesBusy, preflight, redirect, status } from "./answers";
import { matchesEtag, notModifiedSince } from "./conditional";
import type { DatabaseWatch } from "./database-watch";
import { negotiate, type Sent } from "./encoding";
import { FAULT_PREFIX, isMissingPage, notFoundUrl, queryFault, takesPageQuery } from "./faults";
import { judge } from "./guards";
import { Live, type LiveSite } from "./live";
import { FILES_PREFIX, isImageUrl, pageFileUrl } from "./page-files";
import { type Ask, navigationOf, shelfOf } from "./questions";
import type { ReleaseFiles } from "./release-files";
import type { Rendered } from "./rendered";
import type { RequestIds } from "./request-ids";
import { type Made, type ResponseCache, type Shelf, TooBusy } from "./response-cache";
import { isApiPath, isPersonal, securityHeaders } from "./security-headers";
import { type Representation, StoredResponse } from "./stored-response";

/** Why a request was not simply answered; one line in the log each. */
export type SiteLog = {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type SiteOptions = {
  /** Makes what is not stored. */
  ask: Ask;
  cache: ResponseCache;
  database: Pick<DatabaseWatch, "isReachable" | "check" | "isSettled" | "unreadiness">;
  requestIds: RequestIds;
  log: SiteLog;
  /** The public address is https. */
  overTls: boolean;
  slowRequestMs: number;
  /** Addresses that neither Next nor the cache of pages see. */
  live?: LiveSite;
  /** What releases can be downloaded as; the cache of pages does not hold it either. */
  files?: Pick<ReleaseFiles, "takes" | "serve">;
};

/** Images that are asked for at once: two are drawn at a time, as `app/_figures/png` says. */
const MOST_IMAGES = 26;

/** RFC 9211: what our cache did with the request. The last one marks a figure that may be outdated. */
const CACHE_STATUS = {
  hit: "dane-stats; hit",
  miss: "dane-stats; fwd=uri-miss",
  own: "dane-stats; fwd=bypass",
  away: 'dane-stats; hit; detail="database unreachable"',
} as const;

/** The site as one `node:http` listener: guards, probes, stored responses, and Next behind them. */
export function createSite(options: SiteOptions): RequestListener {
  const { ask, cache, database, requestIds, log, overTls, slowRequestMs, files } = options;
  const startedAt = performance.now();
  const live =
    options.live === undefined
      ? null
      : new Live({
          site: options.live,
          headersOf: (rendered, path) => securityHeaders(rendered, path, overTls),
          makePage: (path, search, headers) =>
            database.isReachable()
              ? askExplained(path, path + search, headers)
              : Promise.resolve(databaseAway(path)),
        });

  const prepare = (rendered: Rendered, path: string, sent: Sent = "often") =>
    new StoredResponse(
      rendered,
      [
        ...securityHeaders(rendered, path, overTls),
        ...(isPersonal(path) ? [] : revalidation(rendered)),
      ],
      sent,
    );

  const probe = async (path: string): Promise<Rendered | undefined> => {
    if (path === "/healthz") {
      return status(200, {
        status: "ok",
        uptimeSeconds: Math.floor((performance.now() - startedAt) / 1_000),
      });
    }
    if (path !== "/readyz") return undefined;
    const reasons = await database.unreadiness();
    return reasons.length === 0
      ? status(200, { status: "ready" })
      : status(503, { status: "not ready", reasons });
  };

  const askFile = (url: string) => ask({ url, headers: {} });
  let images = 0;
  /** A file that is drawn; refused before any work is done where others wait already. */
  const askImage = async (path: string, url: string): Promise<Rendered> => {
    if (images >= MOST_IMAGES) return imagesBusy(path);
    images += 1;
    try {
      return await askFile(url);
    } finally {
      images -= 1;
    }
  };

  /** What Next makes of the question, or of the page that explains what is wrong with it. */
  const askExplained = async (
    path: string,
    url: string,
    headers: Record<string, string>,
  ): Promise<Rendered> => {
    const search = url.slice(path.length);
    const dated = datedPath(path, new Date().toISOString().slice(0, 10));
    if (dated !== undefined && "bad" in dated)
      return { ...(await ask({ url: notFoundUrl(path), headers: {} })), status: 404 };
    if (dated !== undefined) {
      const live = dated.path + search;
      return answeredAsOf({ day: dated.day, live }, () => askExplained(dated.path, live, headers));
    }
    const file = pageFileUrl(path, search);
    if (file !== undefined) return isImageUrl(file) ? askImage(path, file) : askFile(file);
    const fault = takesPageQuery(path) ? queryFault(path, search) : undefined;
    if (fault?.kind === "redirect") return redirect(fault.location);
    if (fault?.kind === "explain")
      return { ...(await ask({ url: fault.url, headers: {} })), status: 400 };
    const isInner = path.startsWith(FAULT_PREFIX) || path.startsWith(FILES_PREFIX);
    const rendered = isInner ? undefined : await ask({ url, headers });
    if (rendered !== undefined && !isMissingPage(path, rendered)) return rendered;
    return { ...(await ask({ url: notFoundUrl(path, search), headers: {} })), status: 404 };
  };

  const render = async (
    path: string,
    url: string,
    headers: Record<string, string>,
    shelf: Shelf,
  ): Promise<Made> => {
    const isFile = path.startsWith("/_next/static/");
    const away = () => ({ response: prepare(databaseAway(path), path), storable: false });
    if (!isFile && !database.isReachable()) return away();
    let rendered = await askExplained(path, url, headers);
    let failed = hasFailed(rendered);
    // Its connections may have ended with a database that is back already. So a page that fails is
    // asked for once more, and again while the database is coming back; only then is it to blame.
    for (const [attempt, pauseMs] of (isFile ? [] : RETRY_PAUSES_MS).entries()) {
      if (!failed) break;
      if (!(await database.check())) return away();
      if (attempt > 0 && database.isSettled()) break;
      await sleep(pauseMs);
      rendered = await askExplained(path, url, headers);
      failed = hasFailed(rendered);
    }
    if (failed && !isFile && !database.isSettled()) return away();
    if (failed) log.error({ url: path, status: rendered.status }, "page failed");
    if (rendered.status >= 500 && isApiPath(path)) {
      return {
        response: prepare(answer(path, 500, "This is our fault, and it was logged."), path),
        storable: false,
      };
    }
    return {
      response: prepare(rendered, path, shelf === "variants" ? "seldom" : "often"),
      storable: !failed && isStorable(path, rendered),
    };
  };

  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): Promise<void> => {
    const url = request.url ?? "";
    const verdict = judge(request.method ?? "", url);
    const send = async (rendered: Rendered, path: string) =>
      sendStored(request, response, prepare(rendered, path), CACHE_STATUS.own, id);
    switch (verdict.kind) {
      case "refuse":
        return send(answer(url, verdict.status, verdict.detail, verdict.headers), url);
      case "redirect":
        return send(redirect(verdict.location), url);
      case "preflight":
        return send(preflight(), url);
      case "pass":
    }
    const { path, search } = verdict;
    const own = await probe(path);
    if (own !== undefined) return send(own, path);
    if (files?.takes(path)) {
      const ownHeaders = ["cache-status", CACHE_STATUS.own, "x-request-id", id];
      const headersOf = (rendered: Rendered) => [
        ...securityHeaders(rendered, path, overTls).flat(),
        ...ownHeaders,
      ];
      const instead = await files.serve(request, response, path, headersOf);
      return instead === null ? undefined : send(instead, path);
    }
    if (live?.takes(path)) return serveLive(live, request, response, { path, search }, id);
    const refused = (await live?.refusal(request, { path, search })) ?? null;
    if (refused !== null) return send(refused, path);
    const navigation = navigationOf(request.headers);
    const key = navigation === undefined ? path + search : `${path}${search} ${navigation.key}`;
    const stored = cache.get(key);
    if (stored !== undefined) return sendStored(request, response, stored, hitStatus(), id, key);
    try {
      const shelf = shelfOf(path, search, navigation);
      const made = await cache.fetch(key, shelf, () =>
        render(path, path + search, navigation?.headers ?? {}, shelf),
      );
      return sendStored(request, response, made.response, CACHE_STATUS.miss, id, key);
    } catch (cause) {
      if (cause instanceof TooBusy) return send(busy(path), path);
      log.error({ err: cause, url: path, requestId: id }, "request failed");
      return send(answer(path, 500, "This is our fault, and it was logged."), path);
    }
  };

  const serveLive = async (
    served: Live,
    request: IncomingMessage,
    response: ServerResponse,
    address: { path: string; search: string },
    id: string,
  ): Promise<void> => {
    const own = (rendered: Rendered) =>
      sendStored(request, response, prepare(rendered, address.path), CACHE_STATUS.own, id);
    try {
      const headers = ["cache-status", CACHE_STATUS.own, "x-request-id", id];
      const outcome = await served.serve(request, response, address, headers);
      if (outcome.kind === "streamed") return;
      const status = outcome.isHit ? CACHE_STATUS.hit : CACHE_STATUS.own;
      // What is left of a body that was not read must not be taken for the next request.
      if (!request.complete) response.setHeader("connection", "close");
      return await sendStored(request, response, outcome.response, status, id);
    } catch (cause) {
      if (cause instanceof TooBusy) return own(busy(address.path));
      if (response.headersSent) throw cause;
      log.error({ err: cause, url: address.path, requestId: id }, "request failed");
      return own(answer(address.path, 500, "This is our fault, and it was logged."));
    }
  };

  const hitStatus = () => (database.isReachable() ? CACHE_STATUS.hit : CACHE_STATUS.away);

  const sendStored = async (
    request: IncomingMessage,
    response: ServerResponse,
    stored: StoredResponse,
    cacheStatus: string,
    id: string,
    key = "",
  ): Promise<void> => {
    const encoding = negotiate(request.headers["accept-encoding"]);
    const made = stored.ready(encoding) ?? (await cache.encode(key, stored, encoding));
    write(request, response, stored, made, cacheStatus, id);
  };

  return (request, response) => {
    const id = requestIds(request);
    // The common case first: a stored page under exactly this address, in a coding made before.
    const { method, headers } = request;
    if ((method === "GET" || method === "HEAD") && headers.rsc === undefined) {
      const stored = cache.get(request.url ?? "");
      const made = stored?.ready(negotiate(headers["accept-encoding"]));
      if (stored !== undefined && made !== undefined) {
        write(request, response, stored, made, hitStatus(), id);
        return;
      }
    }
    const begunAt = performance.now();
    serve(request, response, id)
      .catch((cause) => {
        log.error({ err: cause, requestId: id }, "response failed");
        response.destroy();
      })
      .finally(() => {
        const tookMs = Math.round(performance.now() - begunAt);
        const [path = ""] = (request.url ?? "").split("?", 1);
        // A download takes as long as its reader does.
        if (tookMs < slowRequestMs || live?.isStream(path) || files?.takes(path)) return;
        log.warn({ url: path, status: response.statusCode, tookMs, requestId: id }, "slow request");
      });
  };
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  stored: StoredResponse,
  made: Representation,
  cacheStatus: string,
  id: string,
): void {
  const unchanged = stored.status === 200 && isUnchanged(request.headers, stored, made);
  const headers = (unchanged ? made.notModifiedHeaders : made.headers).slice();
  headers.push("cache-status", cacheStatus, "x-request-id", id);
  response.writeHead(unchanged ? 304 : stored.status, headers);
  if (unchanged || request.method === "HEAD") response.end();
  else response.end(made.body);
}

function isUnchanged(
  headers: IncomingMessage["headers"],
  stored: StoredResponse,
  made: Representation,
): boolean {
  const ifNoneMatch = headers["if-none-match"];
  // RFC 9110 §13.1.3: the date does not count beside a tag.
  if (ifNoneMatch !== undefined) return matchesEtag(ifNoneMatch, made.etag);
  const since = headers["if-modified-since"];
  return (
    since !== undefined &&
    stored.lastModifiedMs !== undefined &&
    notModifiedSince(since, stored.lastModifiedMs)
  );
}

/**
 * True when the page could not be made. One that failed after its beginning was sent says 200, and
 * has in it what Next writes for a server component that failed.
 */
const hasFailed = (rendered: Rendered): boolean =>
  rendered.status >= 500 ||
  (rendered.status === 200 && (rendered.shell ?? rendered.body).includes('data-dgst="'));

/** Before each further attempt at a page that failed. */
const RETRY_PAUSES_MS = [50, 300, 900];

/** Next's own header for a dynamic page, which is about its caches and not about ours. */
const NEXT_DYNAMIC = "private, no-cache, no-store, max-age=0, must-revalidate";
const REVALIDATE = "public, max-age=0, must-revalidate";

const cacheControlOf = (rendered: Rendered) =>
  String(rendered.headers.get("cache-control") ?? NEXT_DYNAMIC);

/** Pages of one domain, which change by themselves: they are made for each who asks. */
const isLivePage = (path: string): boolean =>
  path === "/guide" || /^\/(?:check|(?:api\/v1\/)?domains)\//.test(decodeURIComponent(path));

function isStorable(path: string, rendered: Rendered): boolean {
  if (isLivePage(path) || isPersonal(path)) return false;
  const control = cacheControlOf(rendered);
  const refused = control !== NEXT_DYNAMIC && /no-store|private/.test(control);
  return rendered.status === 200 && !refused && !rendered.headers.has("set-cookie");
}

/** Browsers and proxies in front ask every time, but for files that never change. */
function revalidation(rendered: Rendered): [string, string][] {
  if (rendered.status >= 500) return [["cache-control", "no-store"]];
  const control = cacheControlOf(rendered);
  if (
    control.includes("immutable") ||
    (control !== NEXT_DYNAMIC && /no-store|private/.test(control))
  )
    return [];
  if (rendered.headers.has("set-cookie")) return [["cache-control", "private, no-store"]];
  return [["cache-control", REVALIDATE]];
}
