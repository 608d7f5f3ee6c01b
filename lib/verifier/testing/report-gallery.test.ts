import { expect, test } from "vitest";
import { CheckReport } from "@/lib/model/check-report";
import { DOMAIN_VERDICTS } from "@/lib/model/check-verdicts";
import { type GalleryState, HOSTILE_TEXT, REPORT_GALLERY } from "./report-gallery";

const states = Object.keys(REPORT_GALLERY) as GalleryState[];

test.for(states)("%s is a report", async (state) => {
  const report = await REPORT_GALLERY[state]();
  expect(CheckReport.parse(report)).toEqual(report);
});

test("every verdict but one without an address is shown by a state", async () => {
  const reports = await Promise.all(states.map((state) => REPORT_GALLERY[state]()));
  const shown = new Set(reports.map(({ verdict }) => verdict));
  expect(DOMAIN_VERDICTS.filter((verdict) => !shown.has(verdict))).toEqual(["no_mail"]);
});

test("the hostile state has markup in names, replies and certificates", async () => {
  const { hosts, problems } = await REPORT_GALLERY.hostile();
  expect(hosts.map(({ name }) => name).join(" ")).toContain("<script>");
  expect(problems.map(({ summary }) => summary).join(" ")).toContain(HOSTILE_TEXT);
  const chains = hosts.flatMap(({ addresses }) =>
    addresses.flatMap(({ attempts }) => attempts.flatMap(({ chain }) => chain)),
  );
  expect(chains.flatMap(({ dnsNames }) => dnsNames).join(" ")).toContain("<script>");
});
