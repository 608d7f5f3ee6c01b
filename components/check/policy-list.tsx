import type { HygieneCheckId, HygieneFinding } from "@/lib/model/check-hygiene";
import type { CheckReport } from "@/lib/model/check-report";
import type { MailPolicies, MtaStsMode } from "@/lib/model/mail-policies";
import { lengthWords } from "./instant";
import styles from "./policy-list.module.css";

const MODE_WORDS: Record<MtaStsMode, string> = {
  enforce: "enforced: senders that heed it deliver only over TLS with a certificate they can check",
  testing: "in testing: failures are reported, and mail is delivered all the same",
  none: "switched off: senders forget what an earlier policy said",
};

/** Why there is nothing to show: no record, one that cannot be used, or we could not tell. */
function Absent({
  findings,
  check,
  none,
}: {
  findings: readonly HygieneFinding[];
  check: HygieneCheckId;
  none: string;
}) {
  const found = findings.find((finding) => finding.check === check);
  const seen = (found?.evidence ?? []).filter(({ outcome }) => outcome === found?.outcome);
  const words = seen.map(({ at, says }) => `${at}: ${says}`).join("; ");
  switch (found?.outcome) {
    case "undetermined":
      return <p>We could not tell ({words}).</p>;
    case "fail":
      return <p>What is there cannot be used ({words}).</p>;
    default:
      return <p>{none}</p>;
  }
}

/** The policy that a sender without DANE goes by (RFC 8461 §3.2). */
function MtaSts({
  mtaSts,
  findings,
}: {
  mtaSts: MailPolicies["mtaSts"];
  findings: readonly HygieneFinding[];
}) {
  if (mtaSts === null)
    return <Absent findings={findings} check="mta_sts_record" none="There is no MTA-STS record." />;
  const { id, policy } = mtaSts;
  if (policy === null)
    return <Absent findings={findings} check="mta_sts_policy" none="There is no policy." />;
  return (
    <dl>
      <dt>Policy</dt>
      <dd>{MODE_WORDS[policy.mode]}</dd>
      <dt>Hosts it allows</dt>
      <dd>{policy.mx.length === 0 ? "none" : policy.mx.join(", ")}</dd>
      <dt>Kept by senders for</dt>
      <dd>{lengthWords(policy.maxAge)}</dd>
      <dt>Id</dt>
      <dd>{id ?? "not given"}</dd>
    </dl>
  );
}

/** MTA-STS and TLS reports of a domain, which stand beside its DANE verdict. */
export function PolicyList({ report }: { report: CheckReport }) {
  if (report.policies === null) return <p>They were not looked at.</p>;
  const { mtaSts, tlsRpt } = report.policies;
  const findings = report.hygiene;
  return (
    <div className={styles.policies}>
      <section aria-labelledby="mta-sts">
        <h3 id="mta-sts">MTA-STS</h3>
        <MtaSts mtaSts={mtaSts} findings={findings} />
      </section>
      <section aria-labelledby="tls-rpt">
        <h3 id="tls-rpt">TLS reports</h3>
        {tlsRpt === null ? (
          <Absent
            findings={findings}
            check="tls_rpt_record"
            none="Nobody is named: senders whose mail fails for want of TLS or DANE have nowhere to report it (RFC 8460)."
          />
        ) : (
          <dl>
            <dt>Sent to</dt>
            <dd>{tlsRpt.rua.join(", ")}</dd>
          </dl>
        )}
      </section>
    </div>
  );
}
