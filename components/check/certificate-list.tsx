import type { CheckReport, ReportCertificate, ReportHost } from "@/lib/model/check-report";
import type { TlsaUnusableReason } from "@/lib/model/dns-tlsa";
import styles from "./certificate-list.module.css";
import {
  daysLeft,
  hostsWithChains,
  lifeSpent,
  placeIn,
  type SentChain,
  sentChains,
} from "./certificates";
import { Instant, lengthWords } from "./instant";
import { Mark } from "./mark";
import type { Tone } from "./report-tone";

const UNUSABLE_WORDS: Record<TlsaUnusableReason, string> = {
  usage_pkix: "usages 0 and 1 mean nothing for mail",
  usage_unknown: "there is no such usage",
  selector_unknown: "there is no such selector",
  matching_type_unknown: "there is no such matching type",
  digest_length: "the digest has the wrong length",
  certificate_unreadable: "the data is not a certificate",
  public_key_unreadable: "the data is not a public key",
};

const KEY_TYPE_WORDS = { any: "first handshake", rsa: "RSA", ec: "ECDSA" } as const;

const placeWords = (place: number): string =>
  place === 0 ? "the server’s own certificate" : `certificate ${place + 1} of the chain`;

/** The TLSA records of a host, each with what it is of. */
function Records({ host, chains }: { host: ReportHost; chains: readonly SentChain[] }) {
  if (host.tlsa.length === 0) return <p className={styles.without}>No TLSA records.</p>;
  return (
    <ul className={styles.records}>
      {host.tlsa.map((record) => {
        const { usage, selector, matchingType, data, usable, why } = record;
        const places = chains.map(({ chain }) => placeIn(record, chain));
        const place = places.find((each) => each !== null) ?? null;
        const isUsed = chains.some(
          ({ matched }) =>
            matched?.usage === usage &&
            matched.selector === selector &&
            matched.matchingType === matchingType,
        );
        // Only SHA2-256 digests can be compared here; of others the check's own match is known.
        const isKnown = matchingType === 1 || isUsed;
        const isMatch = place !== null || (matchingType !== 1 && isUsed);
        const [tone, words]: [Tone, string] = !usable
          ? ["warn", `not usable: ${why === null ? "" : UNUSABLE_WORDS[why]}`]
          : isMatch
            ? ["good", place === null ? "matches" : `is of ${placeWords(place)}`]
            : chains.length === 0 || !isKnown
              ? ["unknown", "could not be compared"]
              : ["none", "is of nothing that was sent: a coming key, or an old one"];
        return (
          <li key={`${usage} ${selector} ${matchingType} ${data}`}>
            <Mark tone={tone} size={17} />
            <span>
              <code>
                <b>
                  {usage} {selector} {matchingType}
                </b>{" "}
                {data.length > 160 ? `${data.slice(0, 160)}…` : data}
              </code>
              <small>{words}</small>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** A certificate's life as a line with the moment of the check on it. */
function Life({ certificate, at }: { certificate: ReportCertificate; at: string }) {
  const { notBefore, notAfter } = certificate;
  const [spent, days] = [lifeSpent(certificate, at), daysLeft(certificate, at)];
  if (notBefore === null || notAfter === null || spent === null || days === null)
    return <span>dates cannot be read</span>;
  const isEarly = Date.parse(at) < Date.parse(notBefore);
  const words = isEarly
    ? "not valid yet"
    : days < 0
      ? `expired ${lengthWords(-days * 86_400)} before the check`
      : `${lengthWords(days * 86_400)} left at the check`;
  const isOut = days < 0 || isEarly;
  return (
    <span className={styles.life}>
      <span>
        <Instant iso={notBefore} short /> – <Instant iso={notAfter} short />
      </span>
      <svg
        className={isOut ? styles.out : undefined}
        viewBox="0 0 120 10"
        width="120"
        height="10"
        aria-hidden
      >
        <path className={styles.whole} d="M0 5H120" />
        <path className={styles.spent} d={`M0 5H${Math.round(spent * 120)}`} />
        <circle cx={Math.round(4 + spent * 112)} cy="5" r="4" />
      </svg>
      <small className={isOut ? styles.out : undefined}>{words}</small>
    </span>
  );
}

const keyWords = ({ keyType, keyBits, keyCurve }: ReportCertificate): string =>
  keyType === null
    ? "key cannot be read"
    : `${keyType === "ec" ? "ECDSA" : keyType.toUpperCase().replace("_", "-")}${keyCurve === null ? "" : ` ${keyCurve}`}${keyBits === null ? "" : ` ${keyBits} bits`}`;

const MOST_NAMES = 6;

function Chain({ sent, at }: { sent: SentChain; at: string }) {
  const { chain, sentBy, matched } = sent;
  const by = sentBy.map(
    ({ address, keyTypes }) =>
      `${address} (${keyTypes.map((keyType) => KEY_TYPE_WORDS[keyType]).join(", ")})`,
  );
  return (
    <div className={styles.chain}>
      <p className={styles.by}>Sent by {by.join("; ")}</p>
      <ol>
        {chain.map((certificate, place) => {
          const { subject, issuer, dnsNames, certSha256 } = certificate;
          const names = dnsNames.slice(0, MOST_NAMES).join(", ");
          return (
            <li key={certSha256}>
              <div className={styles.who}>
                <b>{subject ?? "subject cannot be read"}</b>
                <small>
                  {subject !== null && subject === issuer
                    ? "issued by itself"
                    : `issued by ${issuer ?? "somebody who cannot be read"}`}
                </small>
                {dnsNames.length > 0 && (
                  <small>
                    for {names}
                    {dnsNames.length > MOST_NAMES && ` and ${dnsNames.length - MOST_NAMES} more`}
                  </small>
                )}
                {matched !== null && matched.depth === place && (
                  <small className={styles.matched}>
                    <Mark tone="good" size={14} /> matched by {matched.usage} {matched.selector}{" "}
                    {matched.matchingType} at depth {matched.depth}
                  </small>
                )}
              </div>
              <div>{keyWords(certificate)}</div>
              <Life certificate={certificate} at={at} />
            </li>
          );
        })}
      </ol>
      {matched !== null && matched.depth >= chain.length && (
        <p className={styles.by}>
          Matched by {matched.usage} {matched.selector} {matched.matchingType}: an issuer that is in
          the DNS itself, above what was sent.
        </p>
      )}
    </div>
  );
}

/** TLSA records and certificates of each host: what was published, what was sent, what fits. */
export function CertificateList({ report }: { report: CheckReport }) {
  const hosts = hostsWithChains(report);
  if (hosts.length === 0)
    return <p>No certificate was seen, and no TLSA record: there is nothing to compare.</p>;
  return (
    <div className={styles.hosts}>
      {hosts.map((host, i) => {
        const chains = sentChains(host);
        return (
          <details key={host.name} open={hosts.length <= 4 || i === 0}>
            <summary>{host.name}</summary>
            <h3>Published</h3>
            <Records host={host} chains={chains} />
            <h3>Sent</h3>
            {chains.length === 0 ? (
              <p className={styles.without}>No certificate was seen.</p>
            ) : (
              chains.map((sent) => <Chain key={sent.id} sent={sent} at={report.checkedAt} />)
            )}
          </details>
        );
      })}
    </div>
  );
}
