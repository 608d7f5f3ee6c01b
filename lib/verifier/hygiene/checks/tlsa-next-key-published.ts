import { defineCheck } from "../define-check";
import { failed, passed } from "../evidence";
import { eachDaneHost, leafKeysOf } from "../mail-host-evidence";
import type { MailHostSeen } from "../observations";

/** The next key is in the DNS before it is needed. */
export const tlsaNextKeyPublished = defineCheck({
  id: "tlsa_next_key_published",
  demand: "practice",
  of: "mail_operator",
  source: "RFC 7671 §8.1; RFC 7672 §4; DANE/SMTP usage report, 2018, “Rolling Your TLS Keys”",
  severity: "advice",
  requires:
    "Beside the key in use, the next one (3 1 1 + 3 1 1) or the issuer's (3 1 1 + 2 1 1) is published. One record complies with RFC 7672 as long as the key does not change.",
  fix: "Make the next key now and publish its 3 1 1 record, at least two TTLs before the server uses it; or publish the issuer's 2 1 1 record.",
  look: (seen) =>
    eachDaneHost(seen, (host) => [
      hasNextKey(host)
        ? passed(host.name, "another key or issuer is published beside the one in use")
        : failed(host.name, "only the key in use is published, which complies until it changes"),
    ]),
});

/** Two digests of one key are not two keys, and nor are an RSA and an ECDSA key that are both in use. */
function hasNextKey(host: MailHostSeen): boolean {
  const usable = host.tlsa.filter((record) => record.usable);
  const usages = new Set(usable.map(({ usage }) => usage));
  if (usages.has(2) && usages.has(3)) return true;
  const groups = new Map<string, Set<string>>();
  for (const { usage, selector, matchingType, data } of usable) {
    const group = `${usage} ${selector} ${matchingType}`;
    groups.set(group, (groups.get(group) ?? new Set()).add(data));
  }
  const inUse = Math.max(1, leafKeysOf(host).length);
  return [...groups].some(([group, data]) => data.size > (group.startsWith("3") ? inUse : 1));
}
