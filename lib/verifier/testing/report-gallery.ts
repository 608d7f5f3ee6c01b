import type { CheckReport } from "@/lib/model/check-report";
import { RR } from "@/lib/model/dns-registry";
import { checkFully } from "../check-fully";
import type { ProbeAttempt } from "../check-io";
import { nameOf } from "../dns/name";
import type { TlsaData } from "../dns/record";
import {
  a,
  aaaa,
  CheckBench,
  cname,
  mx,
  noSession,
  noTls,
  timeout,
  tls,
  tlsaOf,
} from "./check-bench";
import { nowhere } from "./hygiene-world";
import { type TestCertificateOptions, testCertificate, testKeyPair } from "./test-certificate";
import { testKey } from "./test-key";
import { stripped, without } from "./test-world";
import { type Denial, TEST_NOW, TestZone } from "./test-zone";

const DAY_MS = 86_400_000;
const at = (days: number) => new Date(TEST_NOW * 1000 + days * DAY_MS);

/** A certificate in date for a month and a half more, unless told otherwise. */
const certificate = (options: TestCertificateOptions) =>
  testCertificate({ notBefore: at(-45), notAfter: at(45), ...options });

const ca = certificate({
  subject: "Example Mail CA",
  ca: true,
  keyType: "rsa",
  notBefore: at(-900),
  notAfter: at(2700),
});
const leafOf = (name: string, options: TestCertificateOptions = {}) =>
  certificate({ subject: name, dnsNames: [name], issuer: ca, ...options });

const mxLeaf = leafOf("mx1.example.nl");
const mxRsaLeaf = leafOf("mx1.example.nl", { keyType: "rsa" });
const otherLeaf = leafOf("mx1.example.nl");
const expiredLeaf = leafOf("mx1.example.nl", { notBefore: at(-120), notAfter: at(-30) });

/** What a stranger may put wherever a stranger can put text. */
export const HOSTILE_TEXT = `"><script>window.stolen=1</script><img src=x onerror=window.stolen=1>'&amp;`;

/** The names of MX hosts may hold any octet; the slash ends no label. */
const HOSTILE_LABEL = "<script>window\\.stolen=1<\\/script>";

const withDetail = ({ keyType, outcome }: ProbeAttempt, detail: string): ProbeAttempt =>
  outcome.kind === "tls" ? { keyType, outcome } : { keyType, outcome: { ...outcome, detail } };

const signed = (name: string) => new TestZone(name, { keys: [testKey(13)] });

/** A zone with a key-signing and a zone-signing key, as most have. */
function twoKeyZone(name: string, denial?: Denial): TestZone {
  const [ksk, zsk] = [testKey(8, 257, 2048), testKey(8, 256, 1024)];
  const zone = new TestZone(name, { keys: [ksk, zsk], ...(denial && { denial }) });
  zone.signWith = (type) => (type === RR.DNSKEY ? [ksk] : [zsk]);
  zone.dsSet = (digestType = 2) => TestZone.prototype.dsSet.call(zone, digestType, [ksk]);
  return zone;
}

const oneHost = (records: readonly TlsaData[] | null, ...attempts: readonly ProbeAttempt[]) => {
  const bench = new CheckBench().host("mx1", "192.0.2.1", records);
  bench.servers.set("192.0.2.1", attempts.length > 0 ? attempts : [tls(mxLeaf, "any", ca)]);
  return bench;
};

const bothKeys = [tls(mxLeaf, "any", ca), tls(mxRsaLeaf, "rsa", ca), tls(mxLeaf, "ec", ca)];

/** Two hosts with two addresses each, both kinds of key, and a record for each. */
async function good(): Promise<CheckReport> {
  const bench = new CheckBench()
    .host("mx1", "192.0.2.1", [tlsaOf(mxLeaf), tlsaOf(mxRsaLeaf)])
    .host("mx2", "192.0.2.2", [tlsaOf(mxLeaf), tlsaOf(mxRsaLeaf)], 20);
  bench.zone.add("mx1", aaaa("2001:db8::1")).add("mx2", aaaa("2001:db8::2"));
  for (const address of ["192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"])
    bench.servers.set(address, bothKeys);
  return bench.check();
}

/** Own zones with two keys each, an MX host in a zone of another, one that the sender must trust. */
async function goodElsewhere(): Promise<CheckReport> {
  const [domain, provider] = [twoKeyZone("club.nl"), twoKeyZone("hoster.net")];
  const bench = new CheckBench(domain, provider);
  const leaf = leafOf("in.hoster.net");
  domain.add("@", mx(10, "in.hoster.net"));
  provider.add("in", a("192.0.2.9")).add("_25._tcp.in", cname("tlsa.hoster.net"));
  provider.add("tlsa", tlsaOf(leaf)).add("tlsa", tlsaOf(ca, 2, 0, 1));
  bench.servers.set("192.0.2.9", [tls(leaf, "any", ca)]);
  return bench.check("club.nl");
}

async function partial(): Promise<CheckReport> {
  const bench = oneHost([tlsaOf(mxLeaf)]);
  bench.zone.add("@", mx(20, "mx.backup.net"));
  bench.backup.add("mx", a("192.0.2.7"));
  bench.servers.set("192.0.2.7", [tls(leafOf("mx.backup.net"), "any", ca)]);
  return bench.check();
}

/** One of two addresses still has the old certificate. */
async function addressesDiffer(): Promise<CheckReport> {
  const bench = oneHost([tlsaOf(mxLeaf)]);
  bench.zone.add("mx1", aaaa("2001:db8::1"));
  bench.servers.set("2001:db8::1", [tls(otherLeaf, "any", ca)]);
  return bench.check();
}

async function usageTwo(leafOptions: TestCertificateOptions): Promise<CheckReport> {
  const leaf = leafOf("mx1.example.nl", leafOptions);
  return oneHost([tlsaOf(ca, 2, 0, 1)], tls(leaf, "any", ca)).check();
}

async function unsigned(): Promise<CheckReport> {
  const bench = new CheckBench();
  bench.plain.add("@", mx(10, "mail.plain.net")).add("mail", a("192.0.2.5"));
  bench.servers.set("192.0.2.5", [tls(leafOf("mail.plain.net"), "any", ca)]);
  return bench.check("plain.net");
}

async function unsignedHost(): Promise<CheckReport> {
  const bench = new CheckBench();
  bench.zone.add("@", mx(10, "mail.plain.net"));
  bench.plain.add("mail", a("192.0.2.5"));
  bench.servers.set("192.0.2.5", [tls(leafOf("mail.plain.net"), "any", ca)]);
  return bench.check();
}

async function brokenZone(zone: TestZone, spoil: (bench: CheckBench) => void = () => {}) {
  zone.add("@", mx(10, "mx.broken.nl")).add("mx", a("192.0.2.4"));
  const bench = new CheckBench(zone);
  spoil(bench);
  return bench.check("broken.nl");
}

/** The parent's DS record is of a key that the zone no longer has. */
async function wrongDs(): Promise<CheckReport> {
  const zone = signed("broken.nl");
  const old = signed("broken.nl");
  zone.dsSet = () => old.dsSet();
  return brokenZone(zone);
}

const expiredSignatures = () =>
  brokenZone(
    new TestZone("broken.nl", {
      inception: TEST_NOW - 30 * 86_400,
      expiration: TEST_NOW - 2 * 86_400,
    }),
  );

const unsignedAnswer = () =>
  brokenZone(signed("broken.nl"), (bench) => {
    bench.spoil("broken.nl", RR.MX, (message) => without(message, ({ type }) => type === RR.RRSIG));
  });

/** TLSA look-ups are not answered, as behind an old firewall. */
const tlsaTimeout = () => oneHost(null).spoil("_25._tcp.mx1.example.nl", RR.TLSA, timeout).check();

async function aliasMx(): Promise<CheckReport> {
  const bench = new CheckBench();
  bench.zone.add("@", mx(10, "mail.example.nl")).add("mail", cname("mx.backup.net"));
  bench.backup.add("mx", a("192.0.2.7")).add("_25._tcp.mx", tlsaOf(mxLeaf));
  bench.servers.set("192.0.2.7", [tls(mxLeaf, "any", ca)]);
  return bench.check();
}

/** NSEC3 with salt and iterations, which the operator's checklist finds wanting. */
async function oldFashioned(): Promise<CheckReport> {
  const salt = Buffer.from("c0ffee", "hex");
  const zone = twoKeyZone("old.nl", { kind: "nsec3", iterations: 10, salt, optOut: false });
  const bench = new CheckBench(zone);
  zone.add("@", mx(10, "mx.old.nl")).add("mx", a("192.0.2.6"));
  bench.servers.set("192.0.2.6", [tls(leafOf("mx.old.nl"), "any", ca)]);
  const validator = bench.world.validator();
  const hygiene = { validator, mayConnect: nowhere, now: () => TEST_NOW };
  const name = { name: nameOf("old.nl"), ascii: "old.nl", unicode: "old.nl" };
  return checkFully(name, { ...bench.io(), hygiene });
}

/** Markup wherever a stranger may write: MX name, SMTP reply, certificate, SMTP fault. */
async function hostile(): Promise<CheckReport> {
  const leaf = certificate({
    subject: HOSTILE_TEXT,
    dnsNames: [HOSTILE_TEXT, "mx1.example.nl"],
    issuerName: certificate({ subject: HOSTILE_TEXT }).subject,
    keys: testKeyPair(),
  });
  const bench = new CheckBench()
    .host("mx1", "192.0.2.1", [tlsaOf(mxLeaf)])
    .host("mx2", "192.0.2.2", [tlsaOf(mxLeaf)])
    .host("mx3", "192.0.2.3", [tlsaOf(mxLeaf)]);
  bench.zone.add("@", mx(10, `${HOSTILE_LABEL}.example.nl`));
  bench.zone.add(HOSTILE_LABEL, a("192.0.2.4"));
  bench.servers.set("192.0.2.1", [tls(leaf)]);
  bench.servers.set("192.0.2.2", [withDetail(noTls("starttls_rejected"), `454 ${HOSTILE_TEXT}`)]);
  bench.servers.set("192.0.2.3", [withDetail(noSession("banner_rejected"), `554 ${HOSTILE_TEXT}`)]);
  return bench.check();
}

/** More of everything than fits on one screen. */
async function many(): Promise<CheckReport> {
  const bench = new CheckBench();
  for (let i = 1; i <= 22; i++) {
    const label =
      i === 7 ? "a-host-with-quite-a-long-name-as-clouds-have-them.eu-west-3" : `mx${i}`;
    bench.host(label, `192.0.2.${i}`, i % 5 === 0 ? null : [tlsaOf(mxLeaf), tlsaOf(mxRsaLeaf)], i);
    bench.zone.add(label, aaaa(`2001:db8::${i}`));
    for (const address of [`192.0.2.${i}`, `2001:db8::${i}`])
      bench.servers.set(address, i % 6 === 0 ? [noSession("connection_timeout")] : bothKeys);
  }
  return bench.check();
}

async function implicitMx(): Promise<CheckReport> {
  const bench = new CheckBench();
  bench.zone.add("@", a("192.0.2.1")).add("_25._tcp", tlsaOf(mxLeaf));
  bench.servers.set("192.0.2.1", [tls(mxLeaf, "any", ca)]);
  return bench.check();
}

async function idn(): Promise<CheckReport> {
  const zone = signed("xn--bcher-kva.nl");
  zone.add("@", mx(10, "mx.xn--bcher-kva.nl")).add("mx", a("192.0.2.8"));
  zone.add("_25._tcp.mx", tlsaOf(mxLeaf)).add("_25._tcp.mx", tlsaOf(otherLeaf));
  const bench = new CheckBench(zone);
  bench.servers.set("192.0.2.8", [tls(mxLeaf, "any", ca)]);
  return bench.check("bücher.nl");
}

function nullMx(): Promise<CheckReport> {
  const bench = new CheckBench();
  bench.zone.add("@", mx(0, "."));
  return bench.check();
}

function strippingResolver(): Promise<CheckReport> {
  const bench = oneHost([tlsaOf(mxLeaf)]);
  bench.world.tamper = (message) => stripped(message);
  return bench.check();
}

/**
 * Reports as the verifier itself makes them of domains in every state, for whoever draws or stores
 * reports. Each call makes a new one; nothing outside of this process is asked.
 */
export const REPORT_GALLERY = {
  good,
  good_elsewhere: goodElsewhere,
  good_implicit: implicitMx,
  good_idn: idn,
  good_expired_leaf: () => oneHost([tlsaOf(expiredLeaf)], tls(expiredLeaf, "any", ca)).check(),
  good_usage_two: () => usageTwo({}),
  good_alias: aliasMx,
  partial,
  many,
  mismatch: () => oneHost([tlsaOf(otherLeaf)]).check(),
  addresses_differ: addressesDiffer,
  key_types_differ: () => oneHost([tlsaOf(mxLeaf)], ...bothKeys).check(),
  usage_two_expired: () => usageTwo({ notBefore: at(-120), notAfter: at(-1) }),
  usage_two_name: () => usageTwo({ dnsNames: ["www.example.nl"] }),
  usage_two_not_sent: () => oneHost([tlsaOf(ca, 2, 0, 1)], tls(mxLeaf)).check(),
  no_starttls: () => oneHost([tlsaOf(mxLeaf)], noTls("starttls_not_offered")).check(),
  no_tlsa: () => oneHost(null).check(),
  old_fashioned: oldFashioned,
  unusable: () => oneHost([tlsaOf(mxLeaf, 1, 1, 1), tlsaOf(ca, 0, 0, 1)]).check(),
  unsigned,
  unsigned_host: unsignedHost,
  bogus_ds: wrongDs,
  bogus_expired: expiredSignatures,
  bogus_unsigned_answer: unsignedAnswer,
  tlsa_timeout: tlsaTimeout,
  dns_error: () => new CheckBench().spoil("example.nl", RR.MX, timeout).check(),
  stripping_resolver: strippingResolver,
  unreachable: () => oneHost([tlsaOf(mxLeaf)], noSession("connection_timeout")).check(),
  null_mx: nullMx,
  nxdomain: () => new CheckBench().check("nosuch.example.nl"),
  hostile,
} as const satisfies Record<string, () => Promise<CheckReport>>;

/** A state of the gallery. */
export type GalleryState = keyof typeof REPORT_GALLERY;
