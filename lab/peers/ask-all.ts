import { LAB_DOMAINS } from "../domains/all";
import type { LabDomain } from "../plan";
import { askPosttlsFinger } from "./posttls-finger";

// Run within a namespace of the lab: asks posttls-finger for every domain with secure MX records and
// one MX host at one address, since it goes by whichever address answers it first. One that floods
// it is left out: it reads on for most of a minute. Prints a line each: domain and verdict.
const AT_ONCE = 5;
const waiting = LAB_DOMAINS.filter(
  ({ name, hosts, mxStatus = "secure" }) =>
    mxStatus === "secure" && isSimple(hosts) && name !== "ehlo-too-long.ch",
);
function isSimple(hosts: LabDomain["hosts"]): boolean {
  const [host, ...more] = Object.values(hosts);
  return host !== undefined && more.length === 0 && (host.addresses?.length ?? 1) === 1;
}
const worker = async () => {
  for (let domain = waiting.pop(); domain !== undefined; domain = waiting.pop())
    console.log(`finger ${domain.name} ${await askPosttlsFinger(domain.name)}`);
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
