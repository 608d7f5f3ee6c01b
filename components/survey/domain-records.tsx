import type { ReactNode } from "react";
import { algorithmMnemonic, DS_DIGESTS } from "@/lib/model/dnssec-algorithms";
import type { SurveyedDomain, SurveyedKey } from "@/lib/model/surveyed-domain";
import { DNSSEC_WORDS } from "../check/report-tone";
import styles from "./domain-records.module.css";

const digestMnemonic = (type: number): string =>
  DS_DIGESTS.find(({ number }) => number === type)?.mnemonic ?? `digest type ${type}`;

const keyRole = ({ flags }: SurveyedKey): string =>
  flags & 0x0080 ? "revoked" : flags & 1 ? "secure entry point" : "zone key";

const counted = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** A kind of record: null could not be told, which is not the same as none. */
function Kind({
  name,
  items,
  none,
}: {
  name: string;
  items: readonly { key: string; line: ReactNode }[] | null;
  none: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      {items === null && <dd className={styles.untold}>could not be told</dd>}
      {items?.length === 0 && <dd className={styles.untold}>{none}</dd>}
      {items?.map(({ key, line }) => (
        <dd key={key}>{line}</dd>
      ))}
    </div>
  );
}

/** Delegation, keys and denial of existence, as the survey last saw them. */
export function DomainRecords({ domain }: { domain: SurveyedDomain }) {
  const { ds, keys, nsec3, ns, dnskeyStatus, mxStatus } = domain;
  return (
    <dl className={styles.records}>
      <Kind
        name="DS, at the parent"
        none="none"
        items={
          ds?.map(({ keyTag, algorithm, digestType, digest }) => ({
            key: `${keyTag} ${digestType} ${digest}`,
            line: (
              <>
                key tag {keyTag}, {algorithmMnemonic(algorithm)}, {digestMnemonic(digestType)}{" "}
                <code>{digest}</code>
              </>
            ),
          })) ?? null
        }
      />
      <Kind
        name="DNSKEY"
        none="none"
        items={
          keys?.map((key) => ({
            key: `${key.keyTag} ${key.flags} ${key.algorithm}`,
            line: `key tag ${key.keyTag}, ${algorithmMnemonic(key.algorithm)}${key.bits === null ? "" : ` ${key.bits} bits`}, ${keyRole(key)}`,
          })) ?? null
        }
      />
      <Kind
        name="Denial of existence"
        none="NSEC"
        items={
          nsec3?.map(({ hashAlgorithm, iterations, saltOctets }) => ({
            key: `${hashAlgorithm} ${iterations} ${saltOctets}`,
            line: `NSEC3, ${counted(iterations, "extra iteration")}, ${saltOctets === 0 ? "no salt" : `salt of ${counted(saltOctets, "octet")}`}`,
          })) ?? null
        }
      />
      <Kind
        name="Name servers"
        none="none"
        items={ns?.names.map((name) => ({ key: name, line: name })) ?? null}
      />
      <Kind
        name="Validation"
        none=""
        items={[
          {
            key: "both",
            line: `keys ${DNSSEC_WORDS[dnskeyStatus]}, MX records ${DNSSEC_WORDS[mxStatus]}`,
          },
        ]}
      />
    </dl>
  );
}
