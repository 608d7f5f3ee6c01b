import { gzipSync } from "node:zlib";
import { type LoopbackHttps, startLoopbackHttps } from "./loopback-https";

/** The one account that the server knows. */
export const CZDS_USERNAME = "surveyor@example.org";
export const CZDS_PASSWORD = "correct-horse-battery";

/** A CZDS that knows one account; what it says can be changed while it runs. */
export type LoopbackCzds = LoopbackHttps & {
  /** Zone files by TLD. */
  zones: Map<string, { octets: Buffer; lastModified: string }>;
  /** The token it takes; a login is answered with it. */
  token: string;
  /** Links it lists beside those of its zones. */
  moreLinks: string[];
  /** Answers every login with this status instead. */
  loginStatus: number | null;
};

/** Starts a server that speaks the CZDS REST API, version 1.0.9. */
export async function startLoopbackCzds(zones: Record<string, string>): Promise<LoopbackCzds> {
  const state = {
    zones: new Map(
      Object.entries(zones).map(([tld, text]) => [
        tld,
        { octets: gzipSync(text), lastModified: "Wed, 25 Nov 2026 03:00:00 GMT" },
      ]),
    ),
    token: "token-1-not-for-logs",
    moreLinks: [] as string[],
    loginStatus: null as number | null,
  };
  const server = await startLoopbackHttps((request, response, body) => {
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const { pathname } = new URL(request.url ?? "/", "https://127.0.0.1");
    if (pathname === "/api/authenticate" && request.method === "POST") {
      if (state.loginStatus !== null) return json(state.loginStatus, { message: "no" });
      const { username, password } = JSON.parse(body) as Record<string, string>;
      const isRight = username === CZDS_USERNAME && password === CZDS_PASSWORD;
      return isRight
        ? json(200, { accessToken: state.token, message: "Authentication Successful" })
        : json(401, { message: "Authentication Failed" });
    }
    if (request.headers.authorization !== `Bearer ${state.token}`) return json(401, {});
    if (pathname === "/czds/downloads/links") {
      const links = [...state.zones.keys()].map(
        (tld) => `${server.origin}/czds/downloads/${tld}.zone`,
      );
      return json(200, [...links, ...state.moreLinks]);
    }
    const tld = /^\/czds\/downloads\/([a-z0-9-]+)\.zone$/.exec(pathname)?.[1] ?? "";
    const zone = state.zones.get(tld);
    if (zone === undefined) return json(404, {});
    const { octets, lastModified } = zone;
    if (request.headers["if-modified-since"] === lastModified) return response.writeHead(304).end();
    return response
      .writeHead(200, {
        "content-type": "application/x-gzip",
        "content-disposition": `attachment;filename=${tld}.txt.gz`,
        "content-length": octets.length,
        "last-modified": lastModified,
      })
      .end(octets);
  });
  return Object.assign(state, server);
}
