import type { ReactNode } from "react";
import type { CheckChange } from "@/lib/model/check-changes";
import type { CheckReport } from "@/lib/model/check-report";
import { Contents } from "../prose";
import { CertificateList } from "./certificate-list";
import { ChangeList } from "./change-list";
import { CopyBlock } from "./copy-block";
import { HostGrid } from "./host-grid";
import { HygieneList } from "./hygiene-list";
import { PolicyList } from "./policy-list";
import { rawRecords } from "./raw-records";
import { ReportPart } from "./report-part";
import styles from "./report-view.module.css";
import { RulesMet } from "./rules-met";
import { ToDoList } from "./to-do-list";
import { chainSentence, TrustChain } from "./trust-chain/trust-chain";
import { VerdictHead } from "./verdict-head";

const PARTS = [
  { id: "to-do", title: "What to do" },
  { id: "hosts", title: "Mail hosts" },
  { id: "chain", title: "Chain of trust" },
  { id: "certificates", title: "Certificates" },
  { id: "hygiene", title: "Checklist" },
  { id: "policies", title: "Other policies" },
  { id: "changes", title: "Changes" },
  { id: "records", title: "Records" },
  { id: "rules", title: "Rules" },
];

export interface ReportViewProps {
  report: CheckReport;
  /** What differs from the previous check; null where there is none. */
  changes: readonly CheckChange[] | null;
  /** The instant the page is made at. */
  now: string;
  /** The button for a new check. */
  action?: ReactNode;
  /** 2 where the page has a heading of its own, as while a new check runs. */
  level?: 1 | 2;
  /** Links to the report for programs. */
  data?: ReactNode;
}

/** A whole report: the verdict, what to do, and the evidence. */
export function ReportView({ report, changes, now, action, level = 1, data }: ReportViewProps) {
  const records = rawRecords(report);
  return (
    <div className={styles.report}>
      <VerdictHead report={report} now={now} level={level}>
        {action}
      </VerdictHead>
      <Contents parts={PARTS} />
      <ReportPart id="to-do" title="What to do">
        <ToDoList report={report} />
      </ReportPart>
      <ReportPart
        id="hosts"
        title="Every mail host, address and kind of key"
        lead="A sender may come to any of them, and may be shown either kind of certificate."
      >
        <HostGrid report={report} />
      </ReportPart>
      <ReportPart
        id="chain"
        title="The chain of trust, from the root down"
        lead={chainSentence(report)}
      >
        <TrustChain report={report} />
      </ReportPart>
      <ReportPart
        id="certificates"
        title="TLSA records and certificates"
        lead="What the DNS promises, and what the servers sent, in the order in which they sent it."
      >
        <CertificateList report={report} />
      </ReportPart>
      <ReportPart id="hygiene" title="The operator’s checklist">
        <HygieneList findings={report.hygiene} />
      </ReportPart>
      <ReportPart
        id="policies"
        title="MTA-STS and TLS reports"
        lead="What senders without DANE go by, and where failures are told. Neither moves the verdict."
      >
        <PolicyList report={report} />
      </ReportPart>
      <ReportPart id="changes" title="What changed since the previous check">
        <ChangeList changes={changes} />
      </ReportPart>
      <ReportPart id="records" title="The records, as they were found">
        {records.length === 0 ? (
          <p>No records were found.</p>
        ) : (
          <CopyBlock label="Records that were found" text={records.join("\n")} />
        )}
        {data}
      </ReportPart>
      <ReportPart
        id="rules"
        title="How the verdict was reached"
        lead={`Method ${report.methodVersion}. DNS is judged before SMTP; the worst address of a host decides.`}
      >
        <RulesMet report={report} />
      </ReportPart>
    </div>
  );
}
