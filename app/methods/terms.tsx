import type { ReactNode } from "react";
import { Rfc } from "@/components/prose";
import { SITE_TERMS, type TermId } from "@/lib/model/terms";
import styles from "./page.module.css";

/** What a word means, and who defined it so. */
interface Meaning {
  definedBy: string;
  meaning: ReactNode;
}

const POSTS = "https://mail.sys4.de/pipermail/dane-users";
const SURVEY = "the survey’s posts";
const OURS = "this site, as no published text defines it";

const MEANINGS: Record<TermId, Meaning> = {
  "term-surveyed-domain": {
    definedBy: "the survey",
    meaning:
      "A domain delegated from a public suffix (as example.org from .org, or example.co.uk from .co.uk) that is signed with DNSSEC.",
  },
  "term-dnssec-domain": {
    definedBy: SURVEY,
    meaning: (
      <>
        Two different counts bear the name; see <a href="#denominators">the two denominators</a>.
      </>
    ),
  },
  "term-dane-domain": {
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
  "term-strict-dane-domain": {
    definedBy: "the survey’s website",
    meaning:
      "Correct TLSA records at all MX hosts, the secondary ones too. No figure of this kind was published; our own survey’s releases will give both.",
  },
  "term-primary-mx": {
    definedBy: OURS,
    meaning: (
      <>
        Every host at the numerically lowest preference (<Rfc number={5321} section="5.1" />) that
        has an address. Used for our own survey; what the published figures used we do not know.
      </>
    ),
  },
  "term-partial": {
    definedBy: SURVEY,
    meaning:
      "TLSA records at some of a domain’s MX hosts only. An attacker can steer mail to the others.",
  },
  "term-provider": {
    definedBy: SURVEY,
    meaning:
      "The DNS zone that the MX host’s name is in: a zone, not a company. A company with two zones is two providers. Names that changed are not merged; the notes on a provider’s page tell of them.",
  },
  "term-several-providers": {
    definedBy: OURS,
    meaning:
      "Counts once at each. So the providers’ numbers may add up to more than the total, which is never computed from them.",
  },
  "term-problem-domain": {
    definedBy: SURVEY,
    meaning:
      "Two kinds, counted apart. TLS: TLSA records that do not match, or no STARTTLS although TLSA records exist. DNS: lookups of TLSA records that fail for long, or denial of existence that does not validate.",
  },
  "term-almost-dane": {
    definedBy: "the survey’s slides of October 2018, without numbers that limit it",
    meaning:
      "A provider of mail for many domains with signed MX records that has no TLSA records itself. One step of the provider’s would make DANE domains of them.",
  },
  "term-undercount": {
    definedBy: SURVEY,
    meaning:
      "The survey finds domains in zone files and lists. Where a country-code registry gives no access, some are missed: real numbers are larger. The lists grew over the years, so part of every rise is better sight.",
  },
};

/** The words that figures are named by. */
export function Terms() {
  return (
    <dl className={styles.terms}>
      {SITE_TERMS.map(({ id, name }) => (
        <div key={id} id={id}>
          <dt>{name}</dt>
          <dd>
            {MEANINGS[id].meaning}{" "}
            <span className={styles.definedBy}>Defined by {MEANINGS[id].definedBy}.</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
