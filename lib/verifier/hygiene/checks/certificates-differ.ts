import { defineCheck } from "../define-check";
import { failed, passed, unknown } from "../evidence";
import { isDaneHost, leafKeysOf } from "../mail-host-evidence";

/** Mail hosts have keys of their own, so that a botched change stops one of them only. */
export const certificatesDiffer = defineCheck({
  id: "certificates_differ",
  demand: "practice",
  of: "mail_operator",
  source: "DANE/SMTP usage report, 2018, “Operational BCP”",
  severity: "advice",
  requires:
    "Each MX host has a certificate and key of its own, and they are not changed at the same time.",
  fix: "Give each MX host a key and certificate of its own, and change them some days apart.",
  look: (seen) => {
    const hosts = seen.hosts.filter(isDaneHost);
    if (hosts.length < 2) return [];
    const known = hosts
      .map((host) => ({ name: host.name, keys: leafKeysOf(host) }))
      .filter(({ keys }) => keys.length > 0);
    const [first, ...others] = known;
    if (first === undefined || others.length === 0)
      return hosts.map(({ name }) => unknown(name, "its certificate was not seen"));
    const shared = first.keys.filter((key) => others.every(({ keys }) => keys.includes(key)));
    if (shared.length === 0)
      return known.map(({ name }) => passed(name, "not all hosts have its key"));
    return known.map(({ name }) => failed(name, "has the same key as all other hosts"));
  },
});
