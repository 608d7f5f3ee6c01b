import type { Dataset } from "./dataset";
import {
  candidateDomains,
  daneDomains,
  daneMxHosts,
  daneMxZones,
  daneShare,
  dnssecDomains,
  mxCertificates,
  partialDaneDomains,
  problemDomains,
  transparencyReportDomains,
} from "./datasets/dane";
import { geoip, mailEncryption, nonTlsDomains, wellKnownDomains } from "./datasets/hosts";
import {
  dnssecAlgorithms,
  dsDigests,
  nsec3IterationCost,
  nsec3IterationLimits,
  nsec3Parameters,
  rsaComponents,
  rsaKeySizes,
  tlsVersions,
} from "./datasets/parameters";
import {
  almostDaneProviders,
  dnskeyFailuresByOperator,
  dnsProblemProviders,
  tlsaIssuers,
  tlsaParameters,
  topProviders,
} from "./datasets/providers";
import {
  breakageByTld,
  cctldCounts,
  cctldDaneBands,
  daneByTld,
  dnskeyFailuresByTld,
  dnssecByTld,
  tldKskSizes,
  tldOldZsks,
} from "./datasets/tlds";

/** Every dataset the site publishes, in the order of the API reference. */
export const DATASETS: readonly Dataset[] = [
  daneDomains,
  dnssecDomains,
  daneShare,
  daneMxHosts,
  daneMxZones,
  mxCertificates,
  partialDaneDomains,
  problemDomains,
  transparencyReportDomains,
  candidateDomains,
  dnssecByTld,
  daneByTld,
  cctldDaneBands,
  cctldCounts,
  breakageByTld,
  dnskeyFailuresByTld,
  topProviders,
  almostDaneProviders,
  dnsProblemProviders,
  dnskeyFailuresByOperator,
  geoip,
  wellKnownDomains,
  mailEncryption,
  nonTlsDomains,
  dnssecAlgorithms,
  rsaKeySizes,
  rsaComponents,
  nsec3Parameters,
  dsDigests,
  nsec3IterationCost,
  nsec3IterationLimits,
  tldKskSizes,
  tldOldZsks,
  tlsaIssuers,
  tlsaParameters,
  tlsVersions,
];

const byId = new Map(DATASETS.map((dataset) => [dataset.id, dataset]));

/** The dataset of that id, or undefined. */
export const datasetById = (id: string): Dataset | undefined => byId.get(id);
