import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { SniAlert } from "@/lib/model/smtp-probe";
import { printable } from "../net/printable";

/** Record types and the alert of RFC 8446 §5.1, §6 and RFC 6066 §3. */
const ALERT = 0x15;
const HANDSHAKE = 0x16;
const UNRECOGNIZED_NAME = 112;
const FATAL = 2;

/** OpenSSL takes 100 KB of certificates; all else in a handshake is small. */
const MAX_HANDSHAKE_OCTETS = 262_144;

/**
 * Stands between the TCP socket and TLS to see what TLS does not tell: how much came, whether its
 * first octets were TLS at all, and an alert about the name asked for, also one that TLS overlooks.
 */
export class HandshakeTap extends Duplex {
  octets = 0;
  private readonly pieces: Buffer[] = [];
  private readonly raw: Socket;

  constructor(raw: Socket) {
    super();
    this.raw = raw;
    raw.on("data", (chunk: Buffer) => this.receive(chunk));
    raw.on("end", () => this.push(null));
    raw.on("error", (error) => this.destroy(error));
    raw.on("close", () => this.destroy());
  }

  /** Everything that came, up to the limit of a handshake. */
  get received(): Buffer {
    return Buffer.concat(this.pieces);
  }

  private get head(): Buffer {
    return this.received.subarray(0, 64);
  }

  /** Whether TLS was cut off for sending too much. */
  get isTooLong(): boolean {
    return this.octets > MAX_HANDSHAKE_OCTETS;
  }

  /** What came in place of TLS, safe to print; null where it was TLS, or nothing. */
  get plainText(): string | null {
    const [type, major] = this.head;
    if (type === undefined || ((type === HANDSHAKE || type === ALERT) && (major ?? 3) === 3))
      return null;
    return printable(this.head, 200);
  }

  /** An alert about the server name in the first record, where alerts are not encrypted yet. */
  get sniAlert(): SniAlert {
    const [type, , , , length, level, description] = this.head;
    if (type !== ALERT || length !== 2 || description !== UNRECOGNIZED_NAME) return "none";
    return level === FATAL ? "fatal" : "warning";
  }

  private receive(chunk: Buffer): void {
    this.octets += chunk.length;
    if (this.isTooLong) {
      this.destroy(new Error("too many octets"));
      return;
    }
    this.pieces.push(Buffer.from(chunk)); // a copy, as a small piece would hold a large buffer
    if (!this.push(chunk)) this.raw.pause();
  }

  override _read(): void {
    this.raw.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.raw.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.raw.destroy();
    done(error);
  }
}
