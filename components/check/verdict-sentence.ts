import type { CheckReport } from "@/lib/model/check-report";

const hostsWords = (n: number): string => (n === 1 ? "mail host" : "mail hosts");

/** "its mail host", "both mail hosts", "all 4 mail hosts". */
const everyHost = (n: number): string =>
  n === 1 ? "the mail host" : n === 2 ? "both mail hosts" : `all ${n} mail hosts`;

/** A report's verdict in one sentence, without a final dot: the heading of its page. */
export function verdictSentence({ verdict, hosts, unicode: name }: CheckReport): string {
  const withAddress = hosts.filter(({ verdict: each }) => each !== "no_address");
  const [ok, all] = [hosts.filter((host) => host.verdict === "ok").length, withAddress.length];
  const failing = hosts.filter((host) => host.verdict === "fail" || host.verdict === "no_tls");
  switch (verdict) {
    case "nxdomain":
      return `${name} does not exist`;
    case "null_mx":
      return `${name} accepts no mail, so there is nothing to protect`;
    case "bogus":
      return `DNSSEC of ${name} is broken: senders that validate deliver no mail to it`;
    case "dns_error":
      return `We could not tell: the mail hosts of ${name} could not be looked up`;
    case "insecure":
      return `${name} is not signed with DNSSEC, so DANE cannot protect its mail`;
    case "dane_fail":
      return `DANE fails at ${failing.length === all ? everyHost(all) : `${failing.length} of ${all} mail hosts`} of ${name}`;
    case "no_mail":
      return `No mail host of ${name} has an address`;
    case "dane_ok":
      return `DANE works at ${everyHost(all)} of ${name}`;
    case "dane_partial":
      return `DANE works at ${ok} of ${all} ${hostsWords(all)} of ${name}, not at the others`;
    case "tempfail":
      return `We could not tell: not every mail host of ${name} could be looked up and reached`;
    case "dane_unusable":
      return `${name} has TLSA records, but none that a mail server can use`;
    case "no_dane":
      return `${name} is signed, but none of its mail hosts has signed TLSA records`;
  }
}
