import { ADDRESS_VERDICT_WORDS, HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { SurveyedDomain, SurveyedHost } from "@/lib/model/surveyed-domain";
import { Instant } from "../check/instant";
import { Mark } from "../check/mark";
import { ADDRESS_TONES, HOST_TONES } from "../check/report-tone";
import styles from "./host-list.module.css";

function Host({ host }: { host: SurveyedHost }) {
  const { name, preference, verdict, verdictSince, carriedSince, zone, tlsa, addresses } = host;
  const tone = verdict === null ? "unknown" : HOST_TONES[verdict];
  const words =
    verdict === null
      ? { title: "Not looked at", sentence: "Nothing is known of it here, or it asked for that." }
      : HOST_VERDICT_WORDS[verdict];
  return (
    <li>
      <h3>
        <Mark tone={tone} size={20} /> {name}
      </h3>
      <p>
        <strong>{words.title}</strong>
        {verdictSince !== null && (
          <>
            , since <Instant iso={verdictSince} short />
          </>
        )}
        . {words.sentence}
      </p>
      {carriedSince !== null && (
        <p>
          It could not be told since <Instant iso={carriedSince} short />: this is the last state
          that could.
        </p>
      )}
      <p className={styles.facts}>
        MX preference {preference}
        {zone !== null && zone !== name && `, in the zone ${zone}`}
      </p>
      {tlsa.length > 0 && (
        <ul className={styles.lines}>
          {tlsa.map(({ usage, selector, matchingType, data, usable }) => (
            <li key={`${usage} ${selector} ${matchingType} ${data}`}>
              <code>
                TLSA {usage} {selector} {matchingType} {data}
              </code>
              {!usable && " – not usable"}
            </li>
          ))}
        </ul>
      )}
      {addresses.length > 0 && (
        <ul className={styles.lines}>
          {addresses.map(({ address, verdict: at, protocol, certificate }) => (
            <li key={address}>
              <Mark tone={ADDRESS_TONES[at]} size={15} /> <code>{address}</code>{" "}
              {ADDRESS_VERDICT_WORDS[at]}
              {protocol !== null && `, ${protocol}`}
              {certificate?.issuer != null && `, certificate by ${certificate.issuer}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** The mail hosts of a domain, as the survey last saw each by itself. */
export function HostList({ domain: { mx, hosts } }: { domain: SurveyedDomain }) {
  if (mx === null) return <p>The MX records could not be told.</p>;
  if (hosts.length === 0)
    return (
      <p>
        {mx.implicit
          ? "There are no MX records: mail goes to the domain’s own address."
          : "There is no mail host: the domain accepts no mail."}
      </p>
    );
  return (
    <ol className={styles.hosts}>
      {hosts.map((host) => (
        <Host key={`${host.preference} ${host.name}`} host={host} />
      ))}
    </ol>
  );
}
