import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { eachZone } from "../server-evidence";

/** The zone's contact can be reached by mail, as far as the DNS tells. */
export const soaRnameAcceptsMail = defineCheck({
  id: "soa_rname_accepts_mail",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 1912 §2.2; RFC 2142 §7; RFC 7505 §3; DANE/SMTP usage report, 2018, “Automate”",
  severity: "advice",
  requires:
    "The domain of the SOA record's mailbox has MX records or an address. Nothing is sent to it.",
  fix: "Name a mailbox that is read: it is where notices of broken DNSSEC and DANE go.",
  look: (seen) =>
    eachZone(seen, ({ apex, mailbox }) => {
      if (mailbox === null)
        return [unknown(displayName(apex), "its SOA record could not be looked up")];
      const { domain, acceptsMail } = mailbox;
      if (domain === null) return [];
      if (acceptsMail === null) return [unknown(displayName(domain), "could not be looked up")];
      return [
        acceptsMail
          ? passed(displayName(domain), "takes mail")
          : failed(displayName(domain), "has no MX record and no address, or a null MX"),
      ];
    }),
});
