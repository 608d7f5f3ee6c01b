import { INCIDENTS_PATH, NOTICE_STOP_PATH } from "../incidents/notice-words";
import { stopNotices } from "./notice-stop-answers";
import {
  answerOptOut,
  confirmOptOut,
  OPT_OUT_CONFIRM_PATH,
  OPT_OUT_PATH,
  type OptOutSite,
} from "./opt-out-answers";
import { answerFeed, answerWatchForm, ownCookie } from "./watch-answers";
import { WATCH_PATH } from "./watch-sign-in";
import type { WebAnswer, WebQuestion } from "./web-question";

/** What answers the addresses of those who run mail: forms, links from mails, and their pages. */
export type OperatorSite = {
  takes: (path: string) => boolean;
  ask: (question: WebQuestion) => Promise<WebAnswer>;
};

export type OperatorSiteParts = OptOutSite;

const PAGES: ReadonlySet<string> = new Set([
  OPT_OUT_PATH,
  OPT_OUT_CONFIRM_PATH,
  WATCH_PATH,
  `${WATCH_PATH}/enter`,
  `${WATCH_PATH}/proof`,
  `${WATCH_PATH}/stop`,
]);
const FEED_PATH = `${WATCH_PATH}/feed`;
/** Forms whose address is no page. */
const FORMS: ReadonlySet<string> = new Set(
  ["sign-in", "sign-out", "add", "prove", "channels", "remove"].map(
    (name) => `${WATCH_PATH}/${name}`,
  ),
);

/** The page of an incident is current, and the one that ends notices is nobody else's. */
const isIncident = (path: string): boolean => path.startsWith(`${INCIDENTS_PATH}/`);

/** Headers by which the pages' own router asks for a page in another form. */
const ROUTER_HEADERS = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
];

/** The site for those who run mail. A page is made anew for each who asks, and never kept. */
export function operatorSite(parts: OperatorSiteParts): OperatorSite {
  return {
    takes: (path) => PAGES.has(path) || FORMS.has(path) || path === FEED_PATH || isIncident(path),
    ask: async (question) => {
      const { method, path, search, headers } = question;
      if (method === "POST") {
        if (path === OPT_OUT_PATH) return answerOptOut(parts, question);
        if (path === OPT_OUT_CONFIRM_PATH) return confirmOptOut(parts, question);
        if (path === NOTICE_STOP_PATH) return stopNotices(parts, question);
        if (isIncident(path)) return ONLY_GET;
        return answerWatchForm(parts, question);
      }
      if (path === FEED_PATH) return answerFeed(parts, question);
      if (FORMS.has(path)) return ONLY_POST;
      const router = ROUTER_HEADERS.flatMap((name): [string, string][] => {
        const value = headers[name];
        return value === undefined ? [] : [[name, value]];
      });
      const own = path.startsWith(WATCH_PATH) ? ownCookie(headers) : {};
      return { kind: "page", path, search, headers: { ...Object.fromEntries(router), ...own } };
    },
  };
}

const ONLY_GET: WebAnswer = {
  kind: "whole",
  answer: {
    status: 405,
    headers: { allow: "GET, HEAD", "content-type": "text/plain; charset=utf-8" },
    body: "This address takes no forms.\n",
  },
};

const ONLY_POST: WebAnswer = {
  kind: "whole",
  answer: {
    status: 405,
    headers: { allow: "POST", "content-type": "text/plain; charset=utf-8" },
    body: "This address only takes forms.\n",
  },
};
