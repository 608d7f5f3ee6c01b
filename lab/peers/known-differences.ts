/** Where another program decides otherwise; each reason stands in docs/lab.md. */
export type KnownDifference = {
  by: "openssl" | "drill" | "slinger" | "danetool";
  /** Domains for `openssl` and `drill`, hosts for the others. */
  of: RegExp;
  why: string;
};

const known = (by: KnownDifference["by"], why: string, ...names: readonly string[]) => ({
  by,
  why,
  of: new RegExp(`^(${names.join("|").replaceAll(".", "\\.")})$`),
});

const ONE_NAME = "knows one reference name only";
const NO_NAMES = "checks no names, or by common name and partial wildcards";
const BARE_KEY = "the depth of a bare key";
const ONE_KEY_TYPE = "negotiates one key type";
const PLAINTEXT = "goes on after plain text behind STARTTLS, or after a refused EHLO";
const TRIES_STARTTLS = "tries STARTTLS though it is not offered";
const ALIAS = "looks at the alias only, not at its target";
const NOT_SENT = "wants the trust anchor to be sent";
const ALGORITHM = "does not know ED448";

/** Of the whole lab, on 26 November 2026: OpenSSL 3.0, ldns 1.8, hash-slinger 3.1, GnuTLS 3.7. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  known(
    "openssl",
    ONE_NAME,
    "exchange.example.org",
    "name-of-domain.de",
    "www.name-expanded.de",
    "www.name-implicit.de",
  ),
  known("openssl", BARE_KEY, "ta-key-in-dns.de", "ta-key-in-dns-long.de"),
  known("openssl", NO_NAMES, "wildcard-partial.de", "wildcard-partial-end.de"),
  known("openssl", ONE_KEY_TYPE, "one-key-type-wrong.ch"),
  known("openssl", PLAINTEXT, "plaintext-injected.ch", "ehlo-502.ch"),
  known("openssl", TRIES_STARTTLS, "starttls-after-greylisting.ch"),
  known(
    "drill",
    "takes any key that fits the DS record",
    "ds-idle-key.eu",
    "key-not-zone.eu",
    "key-protocol.eu",
    "key-revoked.eu",
  ),
  known("drill", "asks for no proof behind a wildcard", "any.wildcard-unproven.eu"),
  known(
    "slinger",
    NO_NAMES,
    "a.b.wildcard-two-labels.de",
    "mx.cn-beside-san.de",
    "mx.certificate-escapes.ch",
    "mx.name-insecure-mx-host.de",
    "mx.ta-other-name.de",
    "mx.wildcard-partial(-end)?.de",
  ),
  known(
    "slinger",
    "looks at neither dates nor signatures of a chain",
    "mx.ta-(broken-signature|is-leaf|leaf-expired|leaf-future|not-a-ca|path-length|root-expired).de",
  ),
  known(
    "slinger",
    "is content where nothing could be compared",
    "mx.(address-bogus|only-host-servfail).nl",
    "mx1.one-host-servfail.nl",
    "mx.(digest-long|digest-short|sha512-short|matching-type-3|selector-2|usage-4|usage-255).se",
    "mx.refused.ch",
  ),
  known(
    "slinger",
    "gives the status of whichever of several records comes last",
    "mx.rollover.nl",
    "mx[12].provider.net",
    "mx.mixed-usages.org",
    "mx.(unusable-beside-(good|wrong)|(weaker|stronger)-digest-only).se",
    "mx.(full-beside-digest|digests-of-other-selector).se",
    "mx.two-key-types.ch",
    "mx.both-usages(-ta|-none)?.de",
  ),
  known("slinger", "wants a name with DANE-EE(3) as well", "mx.ee-no-name.de"),
  known("slinger", "takes no certificate that belongs to no chain", "mx.ta-extra-sent.de"),
  known("slinger", "does no TLS 1.0", "mx.tls-1-0-only.ch"),
  known("slinger", ONE_KEY_TYPE, "mx.one-key-type-wrong.ch"),
  known("slinger", PLAINTEXT, "mx.plaintext-injected.ch", "mx.ehlo-502.ch"),
  known(
    "danetool",
    NO_NAMES,
    "a.b.wildcard-two-labels.de",
    "mx.cn-beside-san.de",
    "mx.certificate-escapes.ch",
    "mx.name-insecure-mx-host.de",
    "mx.ta-(no-name|other-name).de",
    "mx.wildcard-partial(-end)?.de",
  ),
  known("danetool", "does not look at path lengths", "mx.ta-path-length.de"),
  known(
    "danetool",
    "counts PKIX-EE(1) records",
    "mx.none-usable.nl",
    "mx.(usage-1|unusable-beside-wrong).se",
  ),
  known("danetool", "does no digest agility", "mx.weaker-digest-only.se"),
  known("danetool", "looks at one address only", "mx.one-address-wrong.ch"),
  known("danetool", PLAINTEXT, "mx.plaintext-injected.ch"),
  ...(["slinger", "danetool"] as const).flatMap((by) => [
    known(by, ALIAS, "mx.alias-(both|target)-tlsa.nl", "mx.sni-of-alias.ch"),
    known(by, ALGORITHM, "mx.ed448.com"),
    known(by, NOT_SENT, "mx.ta-in-dns.de", "mx.ta-key-in-dns(-long)?.de"),
    known(by, ONE_NAME, "mx20.example.com", "www.name-implicit.de"),
    known(by, TRIES_STARTTLS, "mx.starttls-after-greylisting.ch"),
  ]),
];

/** The reason why this program decides otherwise of this domain or host; null where none is known. */
export const knownDifference = (by: KnownDifference["by"], name: string): string | null =>
  KNOWN_DIFFERENCES.find((each) => each.by === by && each.of.test(name))?.why ?? null;
