import { formatCount, formatShare } from "@/components/format";
import type { Db } from "@/db/client";
import type { Dataset } from "@/lib/model/dataset";
import {
  dnssecAlgorithms,
  dsDigests,
  nsec3Parameters,
  rsaComponents,
  rsaKeySizes,
  tlsVersions,
} from "@/lib/model/datasets/parameters";
import { dnskeyFailuresByOperator, tlsaParameters } from "@/lib/model/datasets/providers";
import { certificateIssuers, dnskeyAlgorithms } from "@/lib/model/datasets/survey";
import { dnskeyFailuresByTld } from "@/lib/model/datasets/tlds";
import { algorithmMnemonic } from "@/lib/model/dnssec-algorithms";
import { tldForPeople } from "@/lib/stats/tlds";
import { DIMENSION_WORDS } from "./dimension-words";
import { latestBars, latestSums } from "./latest-bars";
import type { PageFigure } from "./page-figure";

type Numbers = readonly (number | null)[];
const sumOf = (values: Numbers): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
/** "62.4 %" of a first value in all of them. */
const shareOfFirst = (values: Numbers): string =>
  formatShare(sumOf(values) === 0 ? 0 : (values[0] ?? 0) / sumOf(values), 1);
const inWords = (name: string, value: string | number): string =>
  DIMENSION_WORDS[name]?.(String(value)) ?? String(value);

/** A figure of each dataset, in the page's order, by the dataset that it shows. */
const FIGURES: readonly (readonly [Dataset, (db: Db) => Promise<PageFigure | null>])[] = [
  [
    dnskeyAlgorithms,
    (db) =>
      latestBars(db, dnskeyAlgorithms, {
        title: (rows) => {
          const usual = rows[0]?.algorithm ?? 0;
          const same = rows.filter(({ algorithm }) => algorithm === usual);
          const [these, all] = [same, rows].map((some) => sumOf(some.map(({ keys }) => keys)));
          return `${formatShare((these ?? 0) / (all || 1), 1)} of the keys were of algorithm ${inWords("algorithm", usual)}`;
        },
        subtitle: "DNSKEY records in validated key sets by algorithm and flags",
        ...{ labelTitle: "Algorithm and flags", valueTitle: "Keys", tone: "dnssec" },
        bar: ({ algorithm, keyFlags, keys }) => ({
          id: `${algorithm}-${keyFlags}`,
          label: `${algorithm} ${algorithmMnemonic(algorithm)}`,
          note: inWords("keyFlags", keyFlags),
          value: keys,
        }),
      }),
  ],
  [
    rsaKeySizes,
    (db) =>
      latestSums(
        db,
        rsaKeySizes,
        { by: ["algorithm", "bits"], measure: "keys" },
        {
          title: (rows) => `${formatCount(rows[0]?.bits ?? 0)} bits was the most usual RSA key`,
          subtitle: "RSA keys in validated key sets by algorithm and size, under all TLDs",
          ...{ labelTitle: "Algorithm and size", valueTitle: "Keys", tone: "dnssec" },
          bar: ({ algorithm, bits, sum }) => ({
            id: `${algorithm}-${bits}`,
            label: `${formatCount(bits)} bits`,
            note: `${algorithm} ${algorithmMnemonic(algorithm)}`,
            value: sum,
          }),
        },
      ),
  ],
  [
    rsaComponents,
    (db) =>
      latestBars(db, rsaComponents, {
        title: (rows) => {
          const odd = rows.filter(
            ({ component, value }) => component === "modulus" && value !== "none",
          );
          return `${formatCount(sumOf(odd.map(({ keys }) => keys)))} RSA keys had a modulus that is odd in some way`;
        },
        subtitle: "RSA keys by exponent, and by what is odd about their modulus",
        ...{ labelTitle: "Component", valueTitle: "Keys", tone: "dnssec" },
        bar: ({ component, value, keys }) => ({
          ...{ id: `${component}-${value}`, value: keys },
          label: `${component} ${String(value).replaceAll("_", " ")}`,
        }),
      }),
  ],
  [
    dsDigests,
    (db) =>
      latestBars(db, dsDigests, {
        title: ([first]) =>
          `${formatCount(first?.delegations ?? 0)} delegations had a DS record of digest type ${inWords("digestType", first?.digestType ?? 0)}`,
        subtitle: dsDigests.summary,
        ...{ labelTitle: "Digest type", valueTitle: "Delegations", tone: "dnssec" },
        bar: ({ digestType, delegations }) => ({
          ...{ id: String(digestType), label: inWords("digestType", digestType) },
          value: delegations,
        }),
      }),
  ],
  [
    nsec3Parameters,
    (db) =>
      latestBars(db, nsec3Parameters, {
        title: (rows) => {
          const none = rows.filter(({ iterations }) => iterations === 0);
          const [these, all] = [none, rows].map((some) => sumOf(some.map(({ zones }) => zones)));
          return `${formatShare((these ?? 0) / (all || 1), 1)} of the zones with NSEC3 had no additional iterations`;
        },
        subtitle:
          "Zones with NSEC3 by additional iterations and octets of salt; RFC 9276 asks for none",
        ...{ labelTitle: "Iterations and salt", valueTitle: "Zones", tone: "dnssec" },
        bar: ({ iterations, saltOctets, optOut, zones }) => ({
          id: `${iterations}-${saltOctets}-${optOut}`,
          label: `${iterations} iterations, ${saltOctets === 0 ? "no salt" : `${saltOctets} octets of salt`}`,
          value: zones,
        }),
      }),
  ],
  [
    dnskeyFailuresByTld,
    (db) =>
      latestBars(
        db,
        dnskeyFailuresByTld,
        {
          title: ([first]) =>
            `Most DNSKEY look-ups that failed were under ${tldForPeople(first?.tld ?? "")}`,
          subtitle: dnskeyFailuresByTld.summary,
          ...{ labelTitle: "TLD", valueTitle: "Failing domains", tone: "problem" },
          bar: ({ tld, domains, share }) => ({
            ...{ id: tld, label: tldForPeople(tld), href: `/tlds/${tld}`, value: domains, share },
          }),
          caveats: ["Per cent are of the signed delegations under the same TLD."],
        },
        { largest: "domains" },
      ),
  ],
  [
    dnskeyFailuresByOperator,
    (db) =>
      latestBars(
        db,
        dnskeyFailuresByOperator,
        {
          title: ([first]) =>
            `Most DNSKEY look-ups that failed were at the name servers of ${first?.operator}`,
          subtitle: dnskeyFailuresByOperator.summary,
          ...{ labelTitle: "Operator", valueTitle: "Failing domains", tone: "problem" },
          bar: ({ operator, domains, share }) => ({
            ...{ id: operator, label: operator, value: domains, share },
          }),
          caveats: ["Per cent are of the operator’s own signed delegations."],
        },
        { largest: "domains" },
      ),
  ],
  [
    tlsaParameters,
    (db) =>
      latestBars(db, tlsaParameters, {
        title: ([first, ...others]) =>
          `${shareOfFirst([first, ...others].map((row) => row?.records ?? null))} of the TLSA records were ${first?.usage} ${first?.selector} ${first?.matchingType}`,
        subtitle: tlsaParameters.summary,
        ...{ labelTitle: "Usage, selector, matching type", valueTitle: "Records" },
        bar: ({ usage, selector, matchingType, records }) => ({
          ...{ id: `${usage}-${selector}-${matchingType}`, value: records },
          label: `${usage} ${selector} ${matchingType}`,
        }),
      }),
  ],
  [
    certificateIssuers,
    (db) =>
      latestBars(db, certificateIssuers, {
        title: (rows) =>
          `${rows[0]?.issuer} issued ${shareOfFirst(rows.map(({ addresses }) => addresses))} of the certificates of DANE MX hosts`,
        subtitle: certificateIssuers.summary,
        ...{ labelTitle: "Issuer", valueTitle: "Addresses" },
        bar: ({ issuer, addresses }) => ({ id: issuer, label: issuer, value: addresses }),
        caveats: [certificateIssuers.gap],
      }),
  ],
  [
    tlsVersions,
    (db) =>
      latestBars(db, tlsVersions, {
        title: (rows) => {
          const latest = rows.filter(({ protocol }) => protocol === "TLSv1.3");
          const [these, all] = [latest, rows].map((some) =>
            sumOf(some.map(({ addresses }) => addresses)),
          );
          return `${formatShare((these ?? 0) / (all || 1), 1)} of the addresses of DANE MX hosts spoke TLS 1.3`;
        },
        subtitle: tlsVersions.summary,
        ...{ labelTitle: "Protocol and key", valueTitle: "Addresses" },
        bar: ({ protocol, keyType, addresses }) => ({
          id: `${protocol}-${keyType}`,
          label: `${protocol.replace("TLSv", "TLS ")}`,
          note: `${keyType} key`,
          value: addresses,
        }),
      }),
  ],
];

/** Our own survey's algorithms, under all TLDs. A report's are of one TLD, and another figure. */
export const ownAlgorithms = (db: Db): Promise<PageFigure | null> =>
  latestSums(
    db,
    dnssecAlgorithms,
    { by: ["algorithm"], measure: "entries" },
    {
      title: (rows) =>
        `${formatCount(rows[0]?.sum ?? 0)} domains had keys of algorithm ${inWords("algorithm", rows[0]?.algorithm ?? 0)}, more than of any other`,
      subtitle:
        "Domains whose validated keys have the algorithm, under all TLDs; one with two counts at both",
      ...{ labelTitle: "Algorithm", valueTitle: "Domains", tone: "dnssec" },
      bar: ({ algorithm, sum }) => ({
        ...{ id: String(algorithm), label: `${algorithm} ${algorithmMnemonic(algorithm)}` },
        value: sum,
      }),
    },
  );

/** Every parameter that our own survey tells, each with its dataset; null where nothing was published. */
export const ownParameters = (db: Db): Promise<{ dataset: Dataset; figure: PageFigure | null }[]> =>
  Promise.all(FIGURES.map(async ([dataset, of]) => ({ dataset, figure: await of(db) })));
