import { type SmtpServerOptions, smtpServer } from "@/lib/verifier/testing/smtp-server";
import type { MailServer } from "./mail-hosts";
import type { SmtpFault } from "./plan";

const GREYLISTED_MS = 1000;
const PLAIN_EHLO = { say: "250-mx.lab.invalid\r\n250 8BITMIME\r\n" };
const TLS_EHLO = { say: "250-mx.lab.invalid\r\n250-STARTTLS\r\n250 8BITMIME\r\n" };

/** What our own server does in place of what is right, by fault. */
const FAULTS: Readonly<Record<SmtpFault, (server: MailServer) => SmtpServerOptions>> = {
  banner_554: () => ({ banner: { sayAndClose: "554 5.7.1 Not from you\r\n" } }),
  banner_421: () => ({ banner: { sayAndClose: "421 4.3.2 Too busy\r\n" } }),
  banner_never: () => ({ banner: "hang" }),
  banner_closes: () => ({ banner: "close" }),
  banner_escapes: () => ({
    banner: { sayAndClose: "554 \u001b[2J\u001b]0;owned\u0007 \u009b31m no\r\n" },
  }),
  banner_garbage: () => ({ banner: { sayAndClose: "SSH-2.0-Lab\r\n" } }),
  ehlo_502: () => ({ ehlo: { say: "502 5.5.1 Not here\r\n" } }),
  ehlo_closes: () => ({ ehlo: "close" }),
  ehlo_too_long: () => ({ ehlo: { flood: "250-X-LAB-FILLER\r\n" } }),
  starttls_not_offered: () => ({ ehlo: PLAIN_EHLO, starttls: { say: "502 5.5.1 Not here\r\n" } }),
  starttls_454: () => ({ starttls: { say: "454 4.7.0 TLS not available\r\n" } }),
  starttls_501: () => ({ starttls: { say: "501 5.5.4 Syntax error\r\n" } }),
  starttls_never: () => ({ starttls: "hang" }),
  starttls_closes: () => ({ starttls: "close" }),
  starttls_after_greylisting: () => ({ ehlo: greylisting() }),
  plaintext_injected: () => ({ starttls: { say: "220 2.0.0 Ready\r\n250 2.1.0 Injected\r\n" } }),
  handshake_garbage: () => ({ handshake: { sayAndClose: "250 this is no TLS record\r\n" } }),
  handshake_closes: () => ({ handshake: "close" }),
  handshake_never: () => ({ handshake: "hang" }),
  tls_only_1_0: () => ({
    tls: { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" },
  }),
  tls_only_1_2: () => ({ tls: { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } }),
  tls_only_1_3: () => ({ tls: { minVersion: "TLSv1.3", maxVersion: "TLSv1.3" } }),
  unknown_sni_refused: ({ host, chain }) => ({
    chainsByName: { [host]: [chain.sent] },
    unknownName: "alert",
  }),
};

/** STARTTLS for who was here a moment ago; forgotten soon, so that each check finds the same. */
function greylisting() {
  let seenAt = Number.NEGATIVE_INFINITY;
  return () => {
    const isKnown = performance.now() - seenAt < GREYLISTED_MS;
    seenAt = performance.now();
    return isKnown ? TLS_EHLO : PLAIN_EHLO;
  };
}

/** Starts our own SMTP servers; gives back what stops them all. */
export async function startMailServers(
  servers: readonly MailServer[],
  port: number,
): Promise<() => Promise<void>> {
  const running = await Promise.allSettled(
    servers
      .filter(({ plan }) => !plan.down)
      .map((server) => smtpServer({ ...optionsOf(server), address: server.address, port })),
  );
  const close = async () => {
    await Promise.all(running.map((each) => each.status === "fulfilled" && each.value.close()));
  };
  const failed = running.find((each) => each.status === "rejected");
  if (failed === undefined) return close;
  await close();
  throw failed.reason;
}

function optionsOf(server: MailServer): SmtpServerOptions {
  const { plan, host, chain, otherKeyTypeChain, chainWithoutSni } = server;
  const own = [chain.sent, ...(otherKeyTypeChain ? [otherKeyTypeChain.sent] : [])];
  const chains: SmtpServerOptions =
    chainWithoutSni === null
      ? { chains: own }
      : { chains: [chainWithoutSni.sent], chainsByName: { [plan.sni ?? host]: own } };
  return { ...chains, ...(plan.fault ? FAULTS[plan.fault](server) : {}) };
}
