import { isApiPath } from "./security-headers";

/** RFC 9110 §4.1 asks for 8,000; no address of ours comes near a quarter of it. */
export const longestUrlBytes = 2_048;

/** What the guards say about a request line: serve it under its canonical address, or answer so. */
export type Verdict =
  | { kind: "pass"; path: string; search: string }
  | { kind: "refuse"; status: 400 | 404 | 405 | 414; detail: string; headers?: [string, string][] }
  | { kind: "redirect"; location: string }
  | { kind: "preflight" };

/** The addresses that take something: a domain to check, and the forms of those who run mail. */
const TAKES_POST =
  /^\/(api\/v1\/checks|opt-out(\/confirm)?|watch(\/[a-z-]+)?|problems\/incidents\/stop)$/;

const refuse = (status: 400 | 404 | 405 | 414, detail: string): Verdict => ({
  kind: "refuse",
  status,
  detail,
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Judges a request line before anything else sees it. The query's parameters are put in order of
 * their names (values of one name keep theirs), so that one question has one address.
 *
 * @param url as it stands in the request line.
 */
export function judge(method: string, url: string): Verdict {
  if (url.length > longestUrlBytes) {
    return refuse(414, `The address is longer than ${longestUrlBytes} characters.`);
  }
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  if (!path.startsWith("/") || /[\\#]/.test(url)) return refuse(400, "The address is not a path.");
  const api = isApiPath(path);
  if (method === "OPTIONS" && api) return { kind: "preflight" };
  if (method !== "GET" && method !== "HEAD" && !(method === "POST" && TAKES_POST.test(path))) {
    const allow = api ? "GET, HEAD, OPTIONS" : "GET, HEAD";
    const detail = `This address can only be read: ${allow}.`;
    return { kind: "refuse", status: 405, detail, headers: [["allow", allow]] };
  }
  const decoded = decode(
    mark === -1 ? path : `${path}?${url.slice(mark + 1).replaceAll("+", " ")}`,
  );
  if (decoded === undefined) return refuse(400, "The address has a malformed percent-encoding.");
  if (CONTROL.test(decoded)) return refuse(400, "The address has a control character in it.");
  const segments = path.split("/").map((segment) => decode(segment));
  if (segments.includes(".") || segments.includes("..")) {
    return refuse(400, "The address has a relative segment in it.");
  }
  // Next's image optimiser and the like are not used here; its files are.
  if (path.startsWith("/_next/") && !path.startsWith("/_next/static/")) {
    return refuse(404, "There is nothing at this address.");
  }
  const search = mark === -1 ? "" : canonicalSearch(url.slice(mark + 1));
  if (path.includes("//"))
    return { kind: "redirect", location: path.replace(/\/{2,}/g, "/") + search };
  return { kind: "pass", path, search };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function canonicalSearch(query: string): string {
  const nameOf = (part: string) => part.split("=", 1)[0] ?? "";
  const parts = query.split("&").filter((part) => part !== "" && nameOf(part) !== "_rsc");
  if (parts.length === 0) return "";
  const sorted = parts.toSorted((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b)),
  );
  return `?${sorted.join("&")}`;
}
