import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressPolicy } from "../net/address-policy";
import { type SmtpServerOptions, type SmtpStep, smtpServer } from "../testing/smtp-server";
import { testCertificate } from "../testing/test-certificate";
import { probeStarttls } from "./probe";

const leaf = testCertificate({ subject: "leaf" });
/** What one connection may bring in plain text and in the handshake, and one read beyond it. */
const MOST_OCTETS = 65_536 + 65_536 + 262_144 + 65_736;
const soonMs = 60;

const line = fc.oneof(
  fc.constantFrom(
    "220 mx ESMTP",
    "220-mx",
    "250-mx",
    "250-STARTTLS",
    "250 STARTTLS",
    "250 8BITMIME",
    "220 go ahead",
    "421 later",
    "454 no",
    "502 what",
    "554 no",
    "999 odd",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);
const ending = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", "");
const said = fc
  .array(fc.tuple(line, ending), { minLength: 1, maxLength: 4 })
  .map((lines) => lines.map((each) => each.join("")).join(""));
const tlsRecord = fc
  .tuple(fc.constantFrom(0x14, 0x15, 0x16, 0x17, 0x32), fc.uint8Array({ maxLength: 60 }))
  .map(([type, body]) => Buffer.concat([Buffer.from([type, 3, 3, 0, body.length]), body]));
const spoken = fc.oneof(said, tlsRecord);

const step: fc.Arbitrary<SmtpStep> = fc.oneof(
  { weight: 6, arbitrary: spoken.map((say) => ({ say })) },
  { weight: 3, arbitrary: spoken.map((text) => ({ sayAndClose: text })) },
  { weight: 1, arbitrary: spoken.map((text) => ({ drip: text, everyMs: 3 })) },
  {
    weight: 1,
    arbitrary: spoken.filter(({ length }) => length > 0).map((text) => ({ flood: text })),
  },
  { weight: 1, arbitrary: fc.constantFrom("hang", "close", "reset") },
);
/** Behaves in each place, or does not: the further a session comes the more there is to try. */
const script: fc.Arbitrary<SmtpServerOptions> = fc.record(
  { banner: step, ehlo: step, starttls: step, handshake: step, quit: step },
  { requiredKeys: [] },
);

describe("whole sessions with servers that do as they please", () => {
  test(
    "end with a verdict, all closed, within bounds, and with nothing said that was not to be",
    () =>
      fc.assert(
        fc.asyncProperty(script, async (faults) => {
          const server = await smtpServer({ chains: [[leaf]], ...faults });
          try {
            const { address, port } = server;
            const result = await probeStarttls(
              { address, port, serverName: "mx.example.com", keyType: "any" },
              {
                ehloName: "probe.test.example",
                mayConnect: addressPolicy({ allowPrivate: true }),
                deadlines: {
                  bannerMs: soonMs,
                  ehloMs: soonMs,
                  starttlsMs: soonMs,
                  handshakeMs: 4 * soonMs,
                  quitMs: soonMs,
                },
              },
            );
            expect(["tls", "no_tls", "no_session"]).toContain(result.outcome);
            if (result.outcome === "tls")
              expect([faults.handshake, result.chain]).toEqual([undefined, [leaf.der]]);
            expect(result.octets).toBeLessThanOrEqual(MOST_OCTETS);
            expect(result.session.heard.length).toBeLessThanOrEqual(2048);
            expect(JSON.stringify({ ...result, session: null, chain: null }).length).toBeLessThan(
              4000,
            );
            // A second connection is for a handshake without TLS 1.3 only.
            expect(server.sessions.length).toBeLessThanOrEqual(2);
            for (const { commands } of server.sessions)
              expect(commands.join(" ")).toMatch(
                /^(EHLO probe\.test\.example( STARTTLS)?)?( ?(TLS )?QUIT)?$/,
              );
            await expect
              .poll(() => server.sessions.every(({ isClosed }) => isClosed), { interval: 2 })
              .toBe(true);
          } finally {
            await server.close();
          }
        }),
        { numRuns: 250 },
      ),
    120_000,
  );
});
