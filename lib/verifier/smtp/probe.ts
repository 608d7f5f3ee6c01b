import type { SniAlert } from "@/lib/model/smtp-probe";
import { err, type Result } from "@/lib/result";
import { SmtpConnection } from "./connection";
import { handshake } from "./handshake";
import { noSession, noTls, type ProbeFailure, rejected } from "./probe-failure";
import { type ProbeOptions, type ProbeTarget, STAGE_DEADLINES } from "./probe-options";
import type { HeldTls, ProbeResult, SmtpSession } from "./probe-result";
import { extensionsOf, offersStarttls, replyText } from "./reply-text";
import { sniOf } from "./server-name";
import type { MaxVersion } from "./tls-offer";

const NOTHING_SAID: SmtpSession = { banner: null, extensions: null, heard: Buffer.alloc(0) };

/** One connection from beginning to end. */
type Attempt = {
  session: SmtpSession;
  sniAlert: SniAlert;
  octets: number;
  result: Result<HeldTls, ProbeFailure>;
};

/**
 * Speaks SMTP to an address up to the TLS handshake, takes the chain and says goodbye (RFC 3207,
 * decision table S1 to S7). Never rejects, and leaves nothing open.
 *
 * At most two connections, one after the other: the second only where TLS 1.3 was offered and the
 * handshake failed or was closed. A second try that fails as well leaves the first one's result.
 */
export async function probeStarttls(
  target: ProbeTarget,
  options: ProbeOptions,
): Promise<ProbeResult> {
  if (!/^[!-~]{1,255}$/.test(options.ehloName)) throw new TypeError("ehloName is no host name");
  const serverName = sniOf(target.serverName);
  const tls13 = options.tls13 ?? "with_retry";
  const first = await attempt(target, options, tls13 === "off" ? "TLSv1.2" : "TLSv1.3");
  const mayRetry = tls13 === "with_retry" && wouldRetry(first);
  const second = mayRetry ? await attempt(target, options, "TLSv1.2") : null;
  const { session, sniAlert, octets, result } = second?.result.ok ? second : first;
  const facts = {
    keyType: target.keyType,
    session,
    serverName,
    sniAlert,
    octets,
    retriedWithTls12: second !== null,
  };
  return result.ok ? { ...facts, outcome: "tls", ...result.value } : { ...facts, ...result.error };
}

/** A name that is refused is refused in every version; a server that hangs is left alone. */
function wouldRetry({ result, sniAlert }: Attempt): boolean {
  if (result.ok || sniAlert === "fatal") return false;
  return result.error.fault === "handshake_failed" || result.error.fault === "handshake_closed";
}

async function attempt(
  target: ProbeTarget,
  options: ProbeOptions,
  maxVersion: MaxVersion,
): Promise<Attempt> {
  const refusal = options.mayConnect(target.address);
  if (refusal !== null)
    return {
      session: NOTHING_SAID,
      sniAlert: "none",
      octets: 0,
      result: err({
        outcome: "no_session",
        fault: "address_not_allowed",
        stage: "connect",
        detail: refusal.code === "not_public" ? refusal.range : refusal.code,
        reply: null,
        cutShort: false,
      }),
    };
  const limits = { ...STAGE_DEADLINES, ...options.deadlines };
  const { address, port } = target;
  const opened = await SmtpConnection.open(address, port, limits.connectMs, options.signal);
  if (!opened.ok) {
    const error = noSession("connect", opened.error, null);
    return { session: NOTHING_SAID, sniAlert: "none", octets: 0, result: err(error) };
  }
  const connection = opened.value;
  const talk = await talkToStarttls(connection, options.ehloName, limits);
  const session = { ...talk.session, heard: connection.heard };
  if (talk.failure !== null) {
    // Goodbye is for those who answered; who broke the rules, or said nothing, gets none.
    if (isAnswer(talk.failure)) await connection.quit(limits.quitMs);
    else connection.destroy();
    const result = err(talk.failure);
    return { session, sniAlert: "none", octets: connection.octets, result };
  }
  const handshaken = await handshake(connection.release(), {
    serverName: sniOf(target.serverName),
    keyType: target.keyType,
    maxVersion,
    withinMs: limits.handshakeMs,
    quitMs: limits.quitMs,
    signal: options.signal,
  });
  const { result, sniAlert } = handshaken;
  const octets = connection.octets + handshaken.octets;
  if (result.ok) return { session, sniAlert, octets, result };
  const error = { outcome: "no_tls", stage: "handshake", reply: null, ...result.error } as const;
  return { session, sniAlert, octets, result: err(error) };
}

const isAnswer = ({ fault }: ProbeFailure): boolean => /_(rejected|not_offered)$/.test(fault);

type Talk = { session: Omit<SmtpSession, "heard">; failure: ProbeFailure | null };

/** Banner, EHLO and STARTTLS; a failure of null means that TLS may begin. */
async function talkToStarttls(
  connection: SmtpConnection,
  ehloName: string,
  limits: typeof STAGE_DEADLINES,
): Promise<Talk> {
  const banner = await connection.ask(null, limits.bannerMs);
  const said: Talk["session"] = { banner: replyText(connection.lastReply), extensions: null };
  if (!banner.ok) return { session: said, failure: noSession("banner", banner.error, said.banner) };
  if (banner.value.code !== 220)
    return { session: said, failure: rejected("banner_rejected", "banner", banner.value) };

  const ehlo = await connection.ask(`EHLO ${ehloName}`, limits.ehloMs);
  if (!ehlo.ok) return { session: said, failure: noSession("ehlo", ehlo.error, null) };
  if (ehlo.value.code !== 250)
    return { session: said, failure: rejected("ehlo_rejected", "ehlo", ehlo.value) };
  const session = { ...said, extensions: extensionsOf(ehlo.value) };
  if (!offersStarttls(ehlo.value))
    return { session, failure: rejected("starttls_not_offered", "ehlo", ehlo.value) };

  const starttls = await connection.ask("STARTTLS", limits.starttlsMs);
  if (!starttls.ok) return { session, failure: noTls(starttls.error) };
  if (starttls.value.code !== 220)
    return { session, failure: rejected("starttls_rejected", "starttls", starttls.value) };
  const injected = await connection.outOfTurn();
  return { session, failure: injected && noTls(injected) };
}
