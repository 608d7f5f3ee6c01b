import type { CheckReport } from "@/lib/model/check-report";
import type { TraceStep } from "@/lib/model/dnssec";
import { Instant } from "../instant";
import { Mark } from "../mark";
import { DNSSEC_TONES, DNSSEC_WORDS } from "../report-tone";
import { chainLayout } from "./chain-layout";
import { shown } from "./dns-names";
import { stepWords } from "./outcome-words";
import styles from "./trust-chain.module.css";
import { TrustChainDrawing } from "./trust-chain-drawing";
import { chainEnd, trustZones } from "./trust-zones";

const WIDE_PX = 1000;
const NARROW_PX = 336;

/** What the drawing comes to, in a sentence. */
export function chainSentence(report: CheckReport): string {
  const end = chainEnd(trustZones(report));
  if (end !== null) return end.words;
  const holds = "Every step holds, from the key of the root down to the records at the end.";
  const isBroken = report.hosts.some(({ verdict }) => verdict === "fail" || verdict === "no_tls");
  return isBroken
    ? `${holds} What breaks is not the DNS: it is what a server does or sends.`
    : holds;
}

const isBroken = (step: TraceStep): boolean =>
  step.step === "failed" ||
  (step.step === "signature" && !["valid", "not_tried"].includes(step.outcome)) ||
  (step.step === "ds" && (step.outcome === "no_key" || step.outcome === "digest_mismatch"));

function Step({ step }: { step: TraceStep }) {
  const at = (seconds: number) => <Instant iso={new Date(seconds * 1000).toISOString()} />;
  return (
    <>
      <span className={isBroken(step) ? styles.broken : undefined}>{stepWords(step)}</span>
      {step.step === "signature" && (
        <>
          {" "}
          {at(step.inception)} to {at(step.expiration)}.
        </>
      )}
    </>
  );
}

/** The chain of trust: a drawing from the root down, and beside it the same as a list. */
export function TrustChain({ report }: { report: CheckReport }) {
  const zones = trustZones(report);
  if (zones.length === 0) return <p>Nothing was looked at, so there is no chain to show.</p>;
  const words = {
    title: `The chain of trust for ${report.domain}`,
    description: `${chainSentence(report)} The list below has each step in words.`,
  };
  return (
    <>
      <TrustChainDrawing
        id="chain-wide"
        className={`${styles.drawing} ${styles.wide}`}
        layout={chainLayout(zones, WIDE_PX)}
        {...words}
      />
      <TrustChainDrawing
        id="chain-narrow"
        className={`${styles.drawing} ${styles.narrow}`}
        layout={chainLayout(zones, NARROW_PX)}
        {...words}
      />
      <ul className={styles.legend}>
        <li>
          <span>KSK</span> signs the zone’s keys
        </li>
        <li>
          <span>ZSK</span> signs the records
        </li>
        <li>
          <span>CSK</span> signs both
        </li>
        <li>Arrows lead from what vouches to what it vouches for.</li>
      </ul>
      <details className={styles.list}>
        <summary>Each step as a list</summary>
        {report.trace.map((trace) => (
          <section key={trace.zone}>
            <h3>
              <Mark tone={DNSSEC_TONES[trace.status]} size={16} />
              {shown(trace.zone)} <small>{DNSSEC_WORDS[trace.status]}</small>
            </h3>
            <ol className={styles.steps}>
              {trace.steps.map((step) => (
                <li key={JSON.stringify(step)}>
                  <Step step={step} />
                </li>
              ))}
            </ol>
          </section>
        ))}
      </details>
    </>
  );
}
