import type { DatasetSource } from "./dataset";
import { isLabRelease, type ReleaseKind } from "./release";

/** The survey whose published figures the site starts with. */
export const DANE_SURVEY: DatasetSource = {
  name: "DANE/DNSSEC survey",
  authors: "Viktor Dukhovni and Wes Hardaker",
  url: "https://stats.dnssec-tools.org/",
};

/** Google's report on mail encryption in transit, as the survey's slides quote it. */
export const TRANSPARENCY_REPORT: DatasetSource = {
  name: "Google Transparency Report, Safer email",
  authors: null,
  url: "https://transparencyreport.google.com/safer-email/overview",
};

/** A count of .com by somebody else, second-hand; the release says how it was read. */
export const DNSSECSTAT: DatasetSource = {
  name: "rick.eng.br/dnssecstat, as quoted in a GitHub issue",
  authors: "R. Lamb",
  url: "http://rick.eng.br/dnssecstat/",
};

/** Deployment measurements in RFC 9276. */
export const RFC_9276: DatasetSource = {
  name: "RFC 9276, Guidance for NSEC3 Parameter Settings",
  authors: "Wes Hardaker and Viktor Dukhovni",
  url: "https://www.rfc-editor.org/rfc/rfc9276",
};

/** The survey of whoever runs this site; its methods are a page of the site itself. */
export const OWN_SURVEY: DatasetSource = {
  name: "Survey of DANE & DNSSEC statistics",
  authors: null,
  url: "/methods",
};

/** Releases of made-up domains, on a copy of the site that tries things out. */
export const LAB_DATA: DatasetSource = {
  name: "Lab data: made-up domains, nothing measured",
  authors: null,
  url: "/methods",
};

/**
 * Whose a figure is: the dataset's source, or our own survey's where a release of it holds the figure.
 *
 * @param release its id: a lab's releases are nobody's measurement.
 */
export function sourceOfKind(
  theirs: DatasetSource,
  kind: ReleaseKind | undefined,
  release: string,
): DatasetSource {
  if (isLabRelease(release)) return LAB_DATA;
  return kind === "survey_run" ? OWN_SURVEY : theirs;
}
