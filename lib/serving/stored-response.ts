import { createHash } from "node:crypto";
import {
  compress,
  type Encoding,
  isCompressible,
  type Sent,
  smallestCompressedBytes,
} from "./encoding";
import { headerOf, type Rendered } from "./rendered";

/** One coding of a response, ready to be written: flat header lists as node:http takes them. */
export type Representation = {
  etag: string;
  headers: readonly string[];
  notModifiedHeaders: readonly string[];
  body: Buffer;
};

/** Set by the transport, or by us for each coding. */
const NOT_KEPT = new Set([
  ...["accept-ranges", "connection", "content-encoding", "content-length", "date", "etag"],
  ...["keep-alive", "transfer-encoding", "vary"],
]);

/** RFC 9110 §15.4.5: what a 304 repeats, and the policies that a browser would otherwise keep. */
const IN_304 = new Set([
  "cache-control",
  "content-location",
  "expires",
  "vary",
  "access-control-allow-origin",
  "access-control-expose-headers",
]);

/** Parts of the entry that are not bodies: map slots, header lists. An estimate for the bound. */
const OVERHEAD_BYTES = 4_096;

/** A response with everything made that does not depend on who asks. */
export class StoredResponse {
  readonly status: number;
  readonly lastModifiedMs: number | undefined;
  /** Set when it is served, cleared when the cache looks for what to drop. */
  used = false;
  private readonly headers: [string, string][] = [];
  private readonly body: Buffer;
  private readonly digest: string;
  private readonly vary: string;
  private readonly sent: Sent;
  private readonly shrinks: boolean;
  private readonly made: Partial<Record<Encoding, Representation>> = {};
  private readonly making: Partial<Record<Encoding, Promise<Representation>>> = {};

  /** @param sent how often it will be; an immutable one is for good whatever is said. */
  constructor(rendered: Rendered, added: readonly [string, string][], sent: Sent = "often") {
    this.status = rendered.status;
    this.body = rendered.body;
    const addedNames = new Set(added.map(([name]) => name));
    for (const [name, value] of rendered.headers) {
      if (NOT_KEPT.has(name) || addedNames.has(name)) continue;
      for (const one of typeof value === "string" ? [value] : value) this.headers.push([name, one]);
    }
    this.headers.push(...added);
    this.digest = createHash("sha256").update(rendered.body).digest("base64url").slice(0, 27);
    const isImmutable = this.headers.some(
      ([name, value]) => name === "cache-control" && value.includes("immutable"),
    );
    this.sent = isImmutable ? "for good" : sent;
    this.shrinks =
      rendered.body.length >= smallestCompressedBytes &&
      isCompressible(headerOf(rendered, "content-type"));
    this.vary = mergeVary(rendered, this.shrinks);
    const modified = Date.parse(headerOf(rendered, "last-modified"));
    this.lastModifiedMs = Number.isNaN(modified) ? undefined : modified;
    this.made.identity = this.represent("identity", rendered.body);
  }

  /** Memory it holds, more once codings are made. */
  get bytes(): number {
    const { br, gzip } = this.made;
    return OVERHEAD_BYTES + this.body.length + (br?.body.length ?? 0) + (gzip?.body.length ?? 0);
  }

  /** The representation if it is made already, which is the case for all but the first visitors. */
  ready(encoding: Encoding): Representation | undefined {
    return this.made[this.shrinks ? encoding : "identity"];
  }

  /** Makes a representation, once however many ask. */
  make(encoding: Encoding): Promise<Representation> {
    this.making[encoding] ??= compress(this.body, encoding as "br" | "gzip", this.sent).then(
      (body) => {
        // A coding that saves nothing is not worth its memory.
        const made =
          body.length < this.body.length ? this.represent(encoding, body) : this.identity();
        this.made[encoding] = made;
        return made;
      },
    );
    return this.making[encoding];
  }

  private identity(): Representation {
    return this.made.identity ?? this.represent("identity", this.body);
  }

  private represent(encoding: Encoding, body: Buffer): Representation {
    // RFC 9110 §8.8.3.3: representations that differ in coding differ in their strong tag.
    const etag = `"${this.digest}${encoding === "identity" ? "" : `-${encoding}`}"`;
    const own: [string, string][] = [...this.headers];
    if (this.vary !== "") own.push(["vary", this.vary]);
    if (this.status === 200) own.push(["etag", etag]);
    const whole: [string, string][] = [...own];
    if (encoding !== "identity") whole.push(["content-encoding", encoding]);
    // RFC 9110 §8.6: a 204 has no length.
    if (this.status !== 204) whole.push(["content-length", String(body.length)]);
    return {
      etag,
      body,
      headers: whole.flat(),
      notModifiedHeaders: own.filter(([name]) => IN_304.has(name) || name === "etag").flat(),
    };
  }
}

function mergeVary(rendered: Rendered, byEncoding: boolean): string {
  const given = rendered.headers.get("vary") ?? [];
  const names = (typeof given === "string" ? [given] : given).flatMap((line) => line.split(","));
  const all = [...names.map((name) => name.trim()), ...(byEncoding ? ["Accept-Encoding"] : [])];
  const distinct = new Map(
    all.filter((name) => name !== "").map((name) => [name.toLowerCase(), name]),
  );
  return [...distinct.values()].join(", ");
}
