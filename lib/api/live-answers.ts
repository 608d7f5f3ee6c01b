import type { Checks } from "@/lib/check/checks";
import type { ClientAddress } from "@/lib/check/client-address";
import type { ApiAnswer, ApiRequest } from "./answer";
import { answerCheck, answerLatestCheck, unknownCheck } from "./check-answers";
import { answerBadge } from "./check-badge";
import { lastSeen, openEventStream } from "./check-events";
import { isDatabaseAway } from "./database-away";
import { answerMetrics, answerStatus } from "./monitor-answers";
import { answerNewCheck, MOST_BODY_OCTETS } from "./new-check-answer";
import { readParameters } from "./parameters";
import { invalidParameters, problemAnswer } from "./problem";
import { API_ROOT } from "./version";

/** A request that depends on more than its address, or whose answer changes by itself. */
export type LiveQuestion = {
  method: string;
  path: string;
  /** Empty, or with its question mark. */
  search: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  remoteAddress: string;
  /** Reads the body; null where it is longer than so many octets. */
  body: (mostOctets: number) => Promise<Buffer | null>;
};

/** A whole answer, or a stream of server-sent events of one client. */
export type LiveAnswer =
  | { kind: "whole"; answer: ApiAnswer }
  | { kind: "stream"; client: string; frames: AsyncGenerator<string> };

/** What answers live addresses. */
export type LiveAnswers = {
  takes: (path: string) => boolean;
  /** @param signal ends what a stream waits for. */
  ask: (question: LiveQuestion, signal: AbortSignal) => Promise<LiveAnswer>;
  /** The answer to a client that follows too many checks. */
  tooManyStreams: (question: LiveQuestion) => ApiAnswer;
  /** Whether an address looks a domain up in the survey, be it a page's or the API's. */
  counts: (path: string) => boolean;
  /**
   * Counts a look-up against its client's limit.
   *
   * @returns null where it may go on; else when to come again, and the API's own answer
   */
  count: (question: LiveQuestion) => Promise<LookUpRefusal | null>;
};

/** A look-up beyond the limit. */
export type LookUpRefusal = { retryAfterSeconds: number; detail: string; answer: ApiAnswer };

const CHECKS = `${API_ROOT}/checks`;
const CHECK = new RegExp(`^${CHECKS}/([^/]+)(/events)?$`);
const LATEST = new RegExp(`^${API_ROOT}/domains/([^/]+)/check$`);
const LOOK_UP = new RegExp(`^(?:${API_ROOT})?/domains/[^/]+$`);
const BADGE = /^\/badge\/([^/]+)\.svg$/;
const STATUS = /^\/status\/([^/]+)$/;
const METRICS = /^\/metrics\/([^/]+)$/;

/** Answers everything about live checks: the API's part, badges, and the line for monitors. */
export function liveAnswers(
  checks: Checks,
  publicUrl: string,
  clientAddress: ClientAddress,
  now: () => number = Date.now,
): LiveAnswers {
  const { db } = checks;
  const requestOf = ({ path, search }: LiveQuestion): ApiRequest => ({
    url: new URL(path + search, publicUrl),
    publicUrl,
  });
  const clientOf = ({ remoteAddress, headers }: LiveQuestion): string =>
    clientAddress(remoteAddress, headers["x-forwarded-for"]);

  const whole = async (question: LiveQuestion): Promise<ApiAnswer> => {
    const { method, path } = question;
    const request = requestOf(question);
    if (path === CHECKS) {
      if (method !== "POST")
        return problemAnswer(
          request,
          "method-not-allowed",
          `POST a domain here; a check is at ${CHECKS}/{id}.`,
          undefined,
          { allow: "POST, OPTIONS" },
        );
      const body = await question.body(MOST_BODY_OCTETS);
      const { headers } = question;
      return answerNewCheck(checks, request, { headers, body, client: clientOf(question) });
    }
    const part = (pattern: RegExp) => decodeURIComponent(pattern.exec(path)?.[1] ?? "");
    if (CHECK.test(path)) return answerCheck(db, request, part(CHECK));
    if (LATEST.test(path)) return answerLatestCheck(db, request, part(LATEST));
    if (BADGE.test(path)) return answerBadge(db, part(BADGE), now());
    if (METRICS.test(path)) return answerMetrics(db, part(METRICS), now());
    return answerStatus(db, part(STATUS), request.url.searchParams.get("format"), now());
  };

  const stream = async (
    question: LiveQuestion,
    id: string,
    signal: AbortSignal,
  ): Promise<LiveAnswer> => {
    const request = requestOf(question);
    const read = readParameters(request.url.searchParams, []);
    if (!read.ok) return { kind: "whole", answer: invalidParameters(request, read.faults) };
    const seen = lastSeen(question.headers["last-event-id"]);
    const frames = await openEventStream(checks, id, seen, signal);
    if (frames === null)
      return { kind: "whole", answer: unknownCheck(request, "No check of that id is kept.") };
    // 204 is how a browser is told not to connect again.
    if (frames === "over")
      return { kind: "whole", answer: { status: 204, headers: NOT_STORED, body: "" } };
    return { kind: "stream", client: clientOf(question), frames };
  };

  return {
    takes: (path) =>
      path === CHECKS ||
      [CHECK, LATEST, BADGE, STATUS, METRICS].some((pattern) => pattern.test(path)),
    ask: async (question, signal) => {
      try {
        const [, id, isStream] = CHECK.exec(question.path) ?? [];
        if (id !== undefined && isStream !== undefined) return await stream(question, id, signal);
        return { kind: "whole", answer: await whole(question) };
      } catch (cause) {
        if (!isDatabaseAway(cause)) throw cause;
        const detail = "The database cannot be reached. Please try again in a minute.";
        return {
          kind: "whole",
          answer: problemAnswer(requestOf(question), "database-away", detail),
        };
      }
    },
    // However its letters are encoded: the page would be the same.
    counts: (path) => LOOK_UP.test(decodeURIComponent(path)),
    count: async (question) => {
      try {
        const counted = await checks.countLookUp(clientOf(question));
        return counted.ok ? null : lookUpRefusal(requestOf(question), counted.error.retryAfterMs);
      } catch (cause) {
        // Without the database the address itself answers that there is none.
        if (!isDatabaseAway(cause)) throw cause;
        return null;
      }
    },
    tooManyStreams: (question) =>
      problemAnswer(
        requestOf(question),
        "too-many-streams",
        "You follow many checks already. Ask for the check itself, every few seconds.",
        undefined,
        { "retry-after": "10" },
      ),
  };
}

function lookUpRefusal(request: ApiRequest, retryAfterMs: number): LookUpRefusal {
  const retryAfterSeconds = Math.ceil(retryAfterMs / 1000);
  const detail =
    "Your network looked up many domains just now. The survey is to be asked about some domains, not about all.";
  const headers = { "retry-after": String(retryAfterSeconds) };
  const answer = problemAnswer(request, "too-many-look-ups", detail, undefined, headers);
  return { retryAfterSeconds, detail, answer };
}

const NOT_STORED = { "cache-control": "no-store" };
