import { type AddressInfo, createServer, type Socket } from "node:net";
import {
  createSecureContext,
  type SecureContext,
  TLSSocket,
  type TLSSocketOptions,
  type TlsOptions,
} from "node:tls";
import { pemChain, type TestCertificate } from "./test-certificate";

/** A chain to show, leaf first, however wrong its order. */
export type TestChain = readonly [TestCertificate, ...TestCertificate[]];

/**
 * What the server does where it would speak. `say` goes on afterwards; `hang` says nothing more;
 * `drip` sends one octet at a time; `flood` repeats until the client is gone.
 */
export type SmtpStep =
  | { say: string | Buffer }
  | { sayAndClose: string | Buffer }
  | { drip: string | Buffer; everyMs: number }
  | { flood: string | Buffer }
  | "hang"
  | "close"
  | "reset";

/** One step, or one chosen by how many connections there were before: greylisting. */
export type SmtpBehaviour = SmtpStep | ((connectionsBefore: number) => SmtpStep);

export type SmtpServerOptions = {
  address?: string;
  port?: number;
  banner?: SmtpBehaviour;
  ehlo?: SmtpBehaviour;
  starttls?: SmtpBehaviour;
  quit?: SmtpBehaviour;
  /** The answer to the ClientHello in place of TLS; null for TLS. */
  handshake?: SmtpStep | ((connectionsBefore: number) => SmtpStep | null);
  /** One chain for each key type; shown to those who name nothing, or nothing known. */
  chains?: readonly TestChain[];
  /** Other chains by the name asked for in SNI. */
  chainsByName?: Readonly<Record<string, readonly TestChain[]>>;
  /** What a name that has no chains of its own gets: the default chain unless given. */
  unknownName?: "default" | "warning" | "alert";
  /** Versions, ciphers and the like. */
  tls?: TlsOptions;
};

/** What the server saw of one connection. */
export type SmtpServerSession = {
  commands: string[];
  /** The name asked for; false where none was, null before the handshake. */
  serverName: string | false | null;
  protocol: string | null;
  /** `Error` of the handshake, by its code. */
  tlsError: string | null;
  isClosed: boolean;
};

export type SmtpServer = {
  address: string;
  port: number;
  sessions: readonly SmtpServerSession[];
  close: () => Promise<void>;
};

const BYE: SmtpStep = { sayAndClose: "221 2.0.0 Bye\r\n" };
const EHLO_REPLY = "250-mx.test.example\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 8BITMIME\r\n";

/** An SMTP server on loopback that offers STARTTLS, with the faults it is told to have. */
export async function smtpServer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const sessions: SmtpServerSession[] = [];
  const contexts = contextsOf(options);
  const server = createServer((socket) => {
    const session: SmtpServerSession = {
      commands: [],
      serverName: null,
      protocol: null,
      tlsError: null,
      isClosed: false,
    };
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      session.isClosed = true;
      sockets.delete(socket);
    });
    serve(socket, session, { ...options, before: sessions.length, contexts });
    sessions.push(session);
  });
  const address = options.address ?? "127.0.0.1";
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, address, resolve));
  return {
    address,
    port: (server.address() as AddressInfo).port,
    sessions,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Contexts = { byDefault: SecureContext; byName: ReadonlyMap<string, SecureContext> };

function contextsOf({ chains = [], chainsByName = {}, tls = {} }: SmtpServerOptions): Contexts {
  const contextOf = (of: readonly TestChain[]) =>
    createSecureContext({
      ...tls,
      cert: of.map((chain) => pemChain(...chain)),
      key: of.map(([leaf]) => leaf.keyPem),
    });
  const named = Object.entries(chainsByName).map(([name, of]) => [name, contextOf(of)] as const);
  return { byDefault: contextOf(chains), byName: new Map(named) };
}

type Serving = SmtpServerOptions & { before: number; contexts: Contexts };

/** Reads commands a line at a time, and never more than the line: what follows STARTTLS is TLS. */
function serve(socket: Socket, session: SmtpServerSession, serving: Serving): void {
  const step = <S>(behaviour: S | ((before: number) => S) | undefined, byDefault: S): S =>
    behaviour instanceof Function ? behaviour(serving.before) : (behaviour ?? byDefault);
  let held = "";
  const onData = (chunk: Buffer) => {
    held += chunk.toString("latin1");
    for (let end = held.indexOf("\r\n"); end >= 0; end = held.indexOf("\r\n")) {
      const line = held.slice(0, end);
      held = held.slice(end + 2);
      session.commands.push(line);
      command(line);
    }
  };
  const command = (line: string) => {
    if (/^EHLO /i.test(line)) act(socket, step(serving.ehlo, { say: EHLO_REPLY }));
    else if (/^QUIT$/i.test(line)) act(socket, step(serving.quit, BYE));
    else if (/^STARTTLS$/i.test(line)) {
      const reply = step(serving.starttls, { say: "220 2.0.0 Ready\r\n" });
      const saysReady = typeof reply === "object" && "say" in reply && isReady(reply.say);
      if (saysReady) socket.off("data", onData);
      act(socket, reply);
      if (!saysReady) return;
      socket.once("data", (hello: Buffer) => {
        const instead = step<SmtpStep | null>(serving.handshake, null);
        if (instead === null) startTls(socket, hello, session, serving);
        else act(socket, instead);
      });
    } else socket.write("502 5.5.1 Not here\r\n");
  };
  socket.on("data", onData);
  act(socket, step(serving.banner, { say: "220 mx.test.example ESMTP\r\n" }));
}

const isReady = (reply: string | Buffer): boolean => reply.toString("latin1").startsWith("220");

function act(socket: Socket, step: SmtpStep): void {
  if (step === "hang") return;
  if (step === "close") socket.end();
  else if (step === "reset") socket.resetAndDestroy();
  else if ("say" in step) socket.write(step.say);
  else if ("sayAndClose" in step) socket.end(step.sayAndClose);
  else if ("flood" in step) flood(socket, enlarged(Buffer.from(step.flood)));
  else drip(socket, Buffer.from(step.drip), step.everyMs);
}

/** Repeated up to 4 KB, so that the server is not slower than the client. */
const enlarged = (piece: Buffer): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(4096 / piece.length) }, () => piece));

function flood(socket: Socket, piece: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  more();
}

function drip(socket: Socket, octets: Buffer, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(octets.subarray(at, ++at));
    if (at >= octets.length) at = 0;
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
}

/** `unrecognized_name` (RFC 6066 §3) in a record of its own; Node's server cannot send it. */
const nameAlert = (level: 1 | 2) => Buffer.from([0x15, 3, 3, 0, 2, level, 112]);

/**
 * Picks the chains by the name in the ClientHello, where it stands as it is. Node's own SNICallback
 * would forget all but one of a context's certificates.
 */
function startTls(
  socket: Socket,
  hello: Buffer,
  session: SmtpServerSession,
  { unknownName = "default", contexts, tls }: Serving,
): void {
  const [, context] = [...contexts.byName].find(([name]) => hello.includes(name)) ?? [];
  if (context === undefined && unknownName === "alert") {
    socket.end(nameAlert(2));
    return;
  }
  if (context === undefined && unknownName === "warning") socket.write(nameAlert(1));
  socket.pause();
  socket.unshift(hello);
  secure(socket, session, { ...tls, secureContext: context ?? contexts.byDefault });
}

function secure(socket: Socket, session: SmtpServerSession, tls: TLSSocketOptions): void {
  const secured = new TLSSocket(socket, { ...tls, isServer: true });
  let held = "";
  secured.on("error", (error) => {
    session.tlsError = "code" in error ? String(error.code) : error.message;
  });
  secured.on("secure", () => {
    session.serverName = secured.servername ?? false;
    session.protocol = secured.getProtocol();
  });
  secured.on("data", (chunk: Buffer) => {
    held += chunk.toString("latin1");
    if (!held.endsWith("\r\n")) return;
    session.commands.push(`TLS ${held.trimEnd()}`);
    held = "";
    secured.end("221 2.0.0 Bye\r\n");
  });
}
