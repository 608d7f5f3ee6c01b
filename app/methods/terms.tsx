import type { ReactNode } from "react";
import { Rfc } from "@/components/prose";
import styles from "./page.module.css";

/** A word that figures are named by, and who defined it so. */
interface Term {
  id: string;
  name: string;
  definedBy: string;
  meaning: ReactNode;
}

const POSTS = "https://mail.sys4.de/pipermail/dane-users";
const SURVEY = "the survey’s posts";
const OURS = "this site, as no published text defines it";

const TERMS: readonly Term[] = [
  {
    id: "term-surveyed-domain",
    name: "Surveyed domain",
    definedBy: "the survey",
    meaning:
      "A domain delegated from a public suffix (as example.org from .org, or example.co.uk from .co.uk) that is signed with DNSSEC.",
  },
  {
    id: "term-dnssec-domain",
    name: "DNSSEC domain",
    definedBy: SURVEY,
    meaning: (
      <>
        Two different counts bear the name; see <a href="#denominators">the two denominators</a>.
      </>
    ),
  },
  {
    id: "term-dane-domain",
    name: "DANE domain (headline)",
    definedBy: SURVEY,
    meaning: (
      <>
        A surveyed domain with correct TLSA records at every primary MX host that accepts
        connections. A host that is always down does no harm, as long as it has well-formed TLSA
        records; a host without any address may be left out. All figures called “DANE domains” here
        are of this kind (wording <a href={`${POSTS}/2018-February/000437.html`}>since 2018-01</a>,
        while the posts of 2017 say only “correct TLSA records”).
      </>
    ),
  },
  {
    id: "term-strict-dane-domain",
    name: "DANE domain (strict)",
    definedBy: "the survey’s website",
    meaning:
      "Correct TLSA records at all MX hosts, the secondary ones too. No figure of this kind was published; our own survey’s releases will give both.",
  },
  {
    id: "term-primary-mx",
    name: "Primary MX host",
    definedBy: OURS,
    meaning: (
      <>
        Every host at the numerically lowest preference (<Rfc number={5321} section="5.1" />) that
        has an address. Used for our own survey; what the published figures used we do not know.
      </>
    ),
  },
  {
    id: "term-partial",
    name: "Partial DANE",
    definedBy: SURVEY,
    meaning:
      "TLSA records at some of a domain’s MX hosts only. An attacker can steer mail to the others.",
  },
  {
    id: "term-provider",
    name: "Provider",
    definedBy: SURVEY,
    meaning:
      "The DNS zone that the MX host’s name is in: a zone, not a company. A company with two zones is two providers. Names that changed are not merged; the notes on a provider’s page tell of them.",
  },
  {
    id: "term-several-providers",
    name: "Domain with several providers",
    definedBy: OURS,
    meaning:
      "Counts once at each. So the providers’ numbers may add up to more than the total, which is never computed from them.",
  },
  {
    id: "term-problem-domain",
    name: "Problem domain",
    definedBy: SURVEY,
    meaning:
      "Two kinds, counted apart. TLS: TLSA records that do not match, or no STARTTLS although TLSA records exist. DNS: lookups of TLSA records that fail for long, or denial of existence that does not validate.",
  },
  {
    id: "term-almost-dane",
    name: "Almost-DANE provider",
    definedBy: "the survey’s slides of October 2018, without numbers that limit it",
    meaning:
      "A provider of mail for many domains with signed MX records that has no TLSA records itself. One step of the provider’s would make DANE domains of them.",
  },
  {
    id: "term-undercount",
    name: "Undercount",
    definedBy: SURVEY,
    meaning:
      "The survey finds domains in zone files and lists. Where a country-code registry gives no access, some are missed: real numbers are larger. The lists grew over the years, so part of every rise is better sight.",
  },
];

/** The words that figures are named by. */
export function Terms() {
  return (
    <dl className={styles.terms}>
      {TERMS.map(({ id, name, definedBy, meaning }) => (
        <div key={id} id={id}>
          <dt>{name}</dt>
          <dd>
            {meaning} <span className={styles.definedBy}>Defined by {definedBy}.</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
