import type { ReactNode } from "react";
import { ADDRESS_VERDICT_WORDS, HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import { Mark } from "./mark";
import type { CheckSoFar, HostSoFar } from "./progress-stages";
import styles from "./progress-view.module.css";
import { ADDRESS_TONES, DNSSEC_TONES, DNSSEC_WORDS, HOST_TONES, type Tone } from "./report-tone";

/** A line of progress: with its mark once something is known, with a dot that waits until then. */
function Line({ tone, children }: { tone: Tone | null; children: ReactNode }) {
  return (
    <span className={styles.line}>
      {tone === null ? <span className={styles.waits} /> : <Mark tone={tone} size={18} />}
      <span>{children}</span>
    </span>
  );
}

function Host({ host }: { host: HostSoFar }) {
  const { name, verdict, addressStatus, tlsaStatus, isLookedUp, addresses } = host;
  const dns = [
    addressStatus === null ? "" : `address ${DNSSEC_WORDS[addressStatus]}`,
    tlsaStatus === null ? "" : `TLSA ${DNSSEC_WORDS[tlsaStatus]}`,
  ].filter((words) => words !== "");
  return (
    <li>
      <Line tone={verdict === null ? null : HOST_TONES[verdict]}>
        <b>{name}</b>{" "}
        <small>
          {verdict !== null
            ? HOST_VERDICT_WORDS[verdict].title
            : isLookedUp
              ? dns.join(", ")
              : "looking up addresses and TLSA records"}
        </small>
      </Line>
      {addresses.length > 0 && (
        <ul>
          {addresses.map(({ address, verdict: came }) => (
            <li key={address}>
              <Line tone={came === null ? null : ADDRESS_TONES[came]}>
                {address}{" "}
                <small>
                  {came === null ? "asking the mail server" : ADDRESS_VERDICT_WORDS[came]}
                </small>
              </Line>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a check that waits or runs has found so far. @param position in the queue, 1 is next */
export function ProgressView({
  state,
  position,
  soFar,
}: {
  state: "queued" | "running";
  position: number | null;
  soFar: CheckSoFar;
}) {
  const { mx, hosts, isChecklistDone } = soFar;
  return (
    <ol className={styles.stages} aria-busy>
      <li>
        <Line tone={state === "running" ? "good" : null}>
          {state === "running"
            ? "Begun"
            : position === null || position === 1
              ? "Next in the queue"
              : `Waiting: number ${position} in the queue`}
        </Line>
      </li>
      <li>
        <Line tone={mx === null ? null : DNSSEC_TONES[mx.status]}>
          {mx === null
            ? "MX records and their chain of trust"
            : `MX records: ${mx.hosts} ${mx.hosts === 1 ? "host" : "hosts"}, ${DNSSEC_WORDS[mx.status]}`}
        </Line>
      </li>
      {hosts.length === 0 ? (
        <li>
          <Line tone={null}>Mail hosts: addresses, TLSA records, certificates</Line>
        </li>
      ) : (
        hosts.map((host) => <Host key={host.name} host={host} />)
      )}
      <li>
        <Line tone={isChecklistDone ? "good" : null}>The operator’s checklist</Line>
      </li>
    </ol>
  );
}
