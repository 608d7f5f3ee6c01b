import { nameOf } from "../dns/name";
import type { DsData } from "../dns/record";
import type { HygieneSeen, MailHostSeen } from "../hygiene/observations";
import { type HygieneIo, observeHygiene } from "../hygiene/observe";
import type { MayConnect } from "../net/address-policy";
import { type AuthorityFault, authorityServer } from "./authority-server";
import { onOnePort } from "./loopback-servers";
import { TestWorld } from "./test-world";
import { TEST_NOW, TestZone, type ZoneOptions } from "./test-zone";

/** A mail host with two keys published, one of them in use, changed as a test wants it. */
export const mailHost = (name: string, changes: Partial<MailHostSeen> = {}): MailHostSeen => ({
  name,
  tlsaBase: name,
  tlsaStatus: "secure",
  tlsa: ["ab", "ef"].map((octet) => ({
    usage: 3,
    selector: 1,
    matchingType: 1,
    data: octet.repeat(32),
    usable: true,
  })),
  addresses: [
    {
      address: "192.0.2.1",
      attempts: [
        {
          keyType: "any",
          verdict: "ok",
          matched: {},
          problem: null,
          chain: [{ keyType: "rsa", spkiSha256: "ab".repeat(32), certSha256: "cd".repeat(32) }],
        },
      ],
    },
  ],
  ...changes,
});

export type HygieneWorldOptions = {
  zone?: ZoneOptions;
  /** More records, before the zone is served. */
  fill?: (zone: TestZone) => void;
  /** DS records at the parent; those of the zone's keys where absent. */
  ds?: (zone: TestZone) => readonly DsData[];
  /** What the second of the two name servers does wrong; with `faulty` "both", each. */
  fault?: AuthorityFault;
  faulty?: "second" | "both";
  /** Whether the second one listens on TCP. */
  tcp?: boolean;
  hosts?: readonly MailHostSeen[];
  io?: Partial<HygieneIo>;
};

const notPublic = { code: "not_public", range: "a test" } as const;

/** Connects nowhere, as on a machine whose policy refuses everything. */
export const nowhere: MayConnect = () => notPublic;

/** Long enough for a busy machine: a drop costs four of these. */
const PATIENCE = { udpAttempts: 4, attemptMs: 300, tcpMs: 1500 };

/**
 * Looks at `example.nl`, served by two servers on loopback of which the second may be faulty. Its
 * one mail host is `mx.example.nl`.
 */
export async function observeWorld(options: HygieneWorldOptions = {}): Promise<HygieneSeen> {
  const root = new TestZone(".");
  const zone = new TestZone("example.nl", options.zone);
  zone.add("ns", { kind: "A", address: "127.0.0.1" });
  zone.add("@", { kind: "NS", target: nameOf("ns2.example.nl") });
  zone.add("ns2", { kind: "A", address: "127.0.0.2" });
  zone.add("@", { kind: "MX", preference: 10, exchange: nameOf("mx.example.nl") });
  zone.add("mx", { kind: "A", address: "127.0.0.9" });
  zone.add("_25._tcp.mx", {
    kind: "TLSA",
    usage: 3,
    selector: 1,
    matchingType: 1,
    association: Buffer.alloc(32, 0xab),
  });
  options.fill?.(zone);
  root.delegate(zone, options.ds?.(zone));
  const own = new TestWorld(zone);
  const { fault = () => null, tcp = true } = options;
  const { port, close } = await onOnePort([
    (at) => authorityServer(own, options.faulty === "both" ? fault : () => null, { port: at }),
    (at) => authorityServer(own, fault, { address: "127.0.0.2", port: at, tcp }),
  ]);
  try {
    return await observeHygiene(
      { domain: nameOf("example.nl"), hosts: options.hosts ?? [mailHost("mx.example.nl")] },
      {
        validator: new TestWorld(root, zone).validator(),
        mayConnect: (address) => (address.startsWith("127.") ? null : notPublic),
        now: () => TEST_NOW,
        dnsPort: port,
        limits: PATIENCE,
        ...options.io,
      },
    );
  } finally {
    await close();
  }
}
