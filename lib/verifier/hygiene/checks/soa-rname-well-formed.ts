import { displayName } from "../../display-name";
import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { mailboxOf } from "../mailbox-name";
import { eachZone } from "../server-evidence";

const FAULTS = {
  root: "names nobody",
  no_domain: "has a local part and no domain",
  at_sign: "has an @, where a dot belongs",
  local_part: "begins with a label that is no local part",
} as const;

/** The SOA record names a mailbox. */
export const soaRnameWellFormed = defineCheck({
  id: "soa_rname_well_formed",
  demand: "SHOULD",
  of: "zone_operator",
  source: "RFC 1035 §3.3.13; RFC 1912 §2.2; RFC 2142 §7",
  severity: "advice",
  requires:
    "The RNAME of the SOA record is the mailbox of whoever runs the zone, its @ written as a dot.",
  fix: "Write hostmaster.example.org. for hostmaster@example.org, and put a backslash before dots of the local part.",
  look: (seen) =>
    eachZone(seen, ({ apex, mailbox: found }) => {
      if (found === null)
        return [unknown(displayName(apex), "its SOA record could not be looked up")];
      const { rname } = found;
      const mailbox = mailboxOf(rname);
      return [
        mailbox.ok
          ? passed(displayName(rname), `means ${mailbox.localPart}@${displayName(mailbox.domain)}`)
          : failed(displayName(rname), FAULTS[mailbox.fault]),
      ];
    }),
});
