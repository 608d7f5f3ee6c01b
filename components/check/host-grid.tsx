import type { CheckReport, ReportHost } from "@/lib/model/check-report";
import { HOST_VERDICT_WORDS } from "@/lib/model/check-verdict-words";
import type { DnssecStatus } from "@/lib/model/dnssec";
import styles from "./host-grid.module.css";
import { COLUMN_WORDS, columnsOf, type GridCell, gridRows } from "./host-grid-rows";
import { Mark } from "./mark";
import { DNSSEC_TONES, DNSSEC_WORDS, HOST_TONES } from "./report-tone";

function Status({ name, status }: { name: string; status: DnssecStatus | null }) {
  if (status === null) return null;
  return (
    <span className={styles.status}>
      <Mark tone={DNSSEC_TONES[status]} size={14} /> {name} {DNSSEC_WORDS[status]}
    </span>
  );
}

/** What the DNS says of a host, beside its name. */
function HostFacts({ host }: { host: ReportHost }) {
  const { preference, implicit, addressStatus, tlsaStatus, tlsa, tlsaOutcome } = host;
  const isAbsent = tlsaOutcome === "nodata" || tlsaOutcome === "nxdomain";
  return (
    <span className={styles.facts}>
      <span>{implicit ? "no MX record: the domain itself" : `preference ${preference}`}</span>
      <Status name="address" status={addressStatus} />
      {tlsa.length > 0 && (
        <Status
          name={tlsa.length === 1 ? "1 TLSA record" : `${tlsa.length} TLSA records`}
          status={tlsaStatus}
        />
      )}
      {isAbsent && (
        <span className={styles.status}>
          <Mark tone="none" size={14} /> no TLSA records
          {tlsaStatus === "secure" && ", and that is signed"}
        </span>
      )}
      {tlsaOutcome === "none" && <Status name="TLSA" status={tlsaStatus} />}
    </span>
  );
}

function Cell({ cell }: { cell: GridCell }) {
  return (
    <td className={styles[cell.tone]}>
      <Mark tone={cell.tone} size={17} />
      <span>
        {cell.words}
        {cell.detail !== null && <small>{cell.detail}</small>}
      </span>
    </td>
  );
}

/** Every mail host with its addresses, and what each kind of handshake came to there. */
export function HostGrid({ report }: { report: CheckReport }) {
  const { hosts, domain } = report;
  if (hosts.length === 0) return <p>No mail host is known, so none was asked.</p>;
  const columns = columnsOf(report);
  return (
    <table className={styles.grid}>
      <caption className="visually-hidden">
        Mail hosts of {domain}, their addresses, and what each handshake came to
      </caption>
      <thead>
        <tr>
          <th scope="col">Address</th>
          {columns.map((keyType) => (
            <th key={keyType} scope="col">
              {COLUMN_WORDS[keyType].name} <small>{COLUMN_WORDS[keyType].about}</small>
            </th>
          ))}
        </tr>
      </thead>
      {hosts.map((host) => (
        <tbody key={host.name}>
          <tr className={styles.host}>
            <th scope="rowgroup" colSpan={columns.length + 1}>
              <span className={styles.name}>
                <Mark tone={HOST_TONES[host.verdict]} size={20} />
                <span>
                  {host.name} <em>{HOST_VERDICT_WORDS[host.verdict].title}</em>
                </span>
              </span>
              <HostFacts host={host} />
            </th>
          </tr>
          {gridRows(host, columns).map(({ address, cells }) => (
            <tr key={address}>
              <th scope="row">{address}</th>
              {cells.map((cell) => (
                <Cell key={cell.keyType} cell={cell} />
              ))}
            </tr>
          ))}
          {host.addresses.length === 0 && (
            <tr>
              <td colSpan={columns.length + 1}>{HOST_VERDICT_WORDS[host.verdict].sentence}</td>
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}
