import type { ReactNode } from "react";
import { Section } from "@/components/prose";
import styles from "./methods.module.css";

const TERMS: readonly { term: string; meaning: ReactNode }[] = [
  {
    term: "DNSSEC domain",
    meaning:
      "A signed domain, delegated from a public suffix, whose MX lookup returns a validated reply. It is what the DANE share is taken of; a domain need not receive mail to be counted. Other bases are other quantities and are named so.",
  },
  {
    term: "DANE domain (headline)",
    meaning:
      "Correct TLSA records at every primary MX host that accepts connections. This is the count of the monthly reports, and what “DANE domain” means here without an addition. A host that is always down is tolerated if it still has well-formed TLSA records.",
  },
  {
    term: "DANE domain (strict)",
    meaning:
      "Correct TLSA records at all MX hosts, as the survey’s own description words it. We know of no published strict count, and show none.",
  },
  {
    term: "Primary MX host",
    meaning:
      "No text of the survey that we read defines it. Our reading: every host at the numerically lowest preference that has an address.",
  },
  {
    term: "Partial DANE",
    meaning: "TLSA records at some of the domain’s MX hosts, not at all of them.",
  },
  {
    term: "Provider",
    meaning:
      "The DNS zone of the MX host. A domain with MX hosts at two providers counts at each, so provider counts must not be added up. One company can have several zones.",
  },
  {
    term: "Almost-DANE provider",
    meaning:
      "A provider of signed domains whose own MX hosts lack TLSA records. Only the ten largest were published, in October 2018, rounded to thousands.",
  },
  {
    term: "Problem domain",
    meaning:
      "Two kinds, counted apart: TLSA records that do not match or STARTTLS that is missing; and TLSA lookups that fail for long, or denials of existence that do not validate. The second kind is listed by name-server operator.",
  },
  {
    term: "Undercount",
    meaning:
      "The survey sees domains whose names it knows. Where a registry does not share its list, mostly among country codes, the true number is larger. By how much, we do not know.",
  },
];

/** The words whose exact meaning decides what a figure says. */
export function Terms() {
  return (
    <Section id="terms" title="What the words mean">
      <dl className={styles.terms}>
        {TERMS.map(({ term, meaning }) => (
          <div key={term}>
            <dt>
              <strong>{term}</strong>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
