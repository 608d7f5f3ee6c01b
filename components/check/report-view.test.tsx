import { describe, expect, test } from "vitest";
import { changesBetween } from "@/lib/model/check-changes";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { toMarkup } from "../markup";
import { changeWords } from "./change-list";
import { ProgressView } from "./progress-view";
import { rawRecords } from "./raw-records";
import { ReportView } from "./report-view";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];
const NOW = "2026-11-23T12:03:00Z";

/** Elements that nothing on the page is made of: there if a text became markup. */
const STRANGE = /<(script|img|iframe|style|object)\b/i;

describe("a report as a page", () => {
  test.for(states)(
    "%s: one heading of the first rank, no id twice, nothing strange",
    async (state) => {
      const report = await REPORT_GALLERY[state]();
      const html = toMarkup(<ReportView report={report} changes={[]} now={NOW} />);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(ids.length).toBe(new Set(ids).size);
      expect(html).not.toMatch(STRANGE);
      expect(html).not.toMatch(/undefined|\[object|NaN/);
    },
  );
  test("what a stranger writes is there, as text", async () => {
    const report = await REPORT_GALLERY.hostile();
    const html = toMarkup(<ReportView report={report} changes={null} now={NOW} />);
    expect(html).toContain("&lt;script&gt;");
    expect(html.split("<").every((tag) => !/^[a-z][^>]*\sonerror=/i.test(tag))).toBe(true);
  });
  test("changes with a stranger's text are text", async () => {
    const [before, after] = await Promise.all([
      REPORT_GALLERY.mismatch(),
      REPORT_GALLERY.hostile(),
    ]);
    const changes = changesBetween(before, after);
    expect(changes.map(changeWords).join(" ")).toContain("<script>");
    const html = toMarkup(<ReportView report={after} changes={changes} now={NOW} />);
    expect(html).not.toMatch(STRANGE);
  });
  test("an old result says that it is old", async () => {
    const report = await REPORT_GALLERY.good();
    const html = toMarkup(<ReportView report={report} changes={null} now="2026-12-23T12:00:00Z" />);
    expect(html).toContain("30 days ago");
    expect(html).toContain("check again before you rely on it");
  });
  test("policies: what was found, what cannot be used, and what we could not tell", async () => {
    const report = await REPORT_GALLERY.good();
    const section = (policies: typeof report.policies, hygiene: typeof report.hygiene) =>
      /id="mta-sts".*?<\/section>/s.exec(
        toMarkup(<ReportView report={{ ...report, policies, hygiene }} changes={null} now={NOW} />),
      )?.[0];
    const policy = { mode: "testing", maxAge: 604_800, mx: ["*.example.org"] } as const;
    const found = section(
      { mtaSts: { id: "1", policy: { ...policy, mx: [...policy.mx] } }, tlsRpt: null },
      [],
    );
    expect(found).toContain("in testing");
    expect(found).toContain("7 days");
    expect(found).toContain("*.example.org");
    const finding = {
      check: "mta_sts_record",
      severity: "warning",
      demand: "MUST",
      of: "mail_operator",
      source: "RFC 8461 §3.1",
      requires: "One record.",
      fix: null,
    } as const;
    const withOutcome = (outcome: "fail" | "undetermined") => {
      const evidence = [{ at: "_mta-sts.example.org", outcome, says: "several records" }];
      return section({ mtaSts: null, tlsRpt: null }, [{ ...finding, outcome, evidence }]);
    };
    expect(withOutcome("fail")).toContain("cannot be used (_mta-sts.example.org: several records)");
    expect(withOutcome("undetermined")).toContain("We could not tell");
    expect(section({ mtaSts: null, tlsRpt: null }, [])).toContain("There is no MTA-STS record");
  });
  test("“could not tell” looks different from “none”", async () => {
    const [open, none] = await Promise.all([REPORT_GALLERY.dns_error(), REPORT_GALLERY.no_tlsa()]);
    const markOf = (report: typeof open) =>
      /<svg[^>]*role="img"[^>]*>.*?<\/svg>/.exec(
        toMarkup(<ReportView report={report} changes={null} now={NOW} />),
      )?.[0];
    expect(markOf(open)).toContain("could not tell");
    expect(markOf(none)).not.toContain("could not tell");
  });
});

describe("records in zone-file form", () => {
  test("RFC 1035 §5.1: aliases, MX, addresses and TLSA, in the order of a sender", async () => {
    const lines = rawRecords(await REPORT_GALLERY.good_alias());
    expect(lines.map((line) => line.split(" ").slice(0, 4).join(" "))).toEqual([
      "example.nl. IN MX 10",
      "mail.example.nl. IN CNAME mx.backup.net.",
      "mx.backup.net. IN A 192.0.2.7",
      "_25._tcp.mx.backup.net. 3600 IN TLSA",
    ]);
  });
});

describe("progress", () => {
  test("a hostile host name is text", () => {
    const soFar = {
      mx: { status: "secure" as const, hosts: 1 },
      hosts: [
        {
          name: "<script>x</script>",
          addressStatus: null,
          tlsaStatus: null,
          isLookedUp: false,
          addresses: [],
          verdict: null,
        },
      ],
      isChecklistDone: false,
    };
    const html = toMarkup(<ProgressView state="running" position={null} soFar={soFar} />);
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toMatch(STRANGE);
  });
});
