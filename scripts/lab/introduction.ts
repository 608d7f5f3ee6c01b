import type { Lab } from "@/lab/start";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";

const place = ({ address, port }: ResolverAddress): string => `${address}:${port}`;

/** What a newcomer needs: every domain with what it must come to, and how to ask. */
export function introduction(lab: Lab, isShell: boolean): string {
  const { domains, resolver, smtpPort, trustAnchorFile } = lab;
  const width = Math.max(...domains.map(({ name }) => name.length));
  const list = domains.map(
    ({ name, verdict, about }) => `  ${name.padEnd(width)}  ${verdict.padEnd(13)}  ${about}`,
  );
  const options = [
    `--resolver ${place(resolver)}`,
    `--trust-anchor ${trustAnchorFile}`,
    ...(smtpPort === 25 ? [] : [`--port ${smtpPort}`, "--allow-private"]),
  ];
  return [
    "",
    ...list,
    "",
    `  ${domains.length} domains, ${lab.hosts.length} mail hosts${lab.hasPostfix ? "" : ", none on Postfix: it is missing, or this is not root"}.`,
    "",
    `  resolver             ${place(resolver)}`,
    `  one that lies        ${place(lab.lyingResolver)} (claims AD for everything)`,
    `  one that strips      ${place(lab.strippingResolver)} (removes DNSSEC records)`,
    `  trust anchor file    ${trustAnchorFile}`,
    `  mail servers         port ${smtpPort}`,
    "",
    `  drill -D -p ${resolver.port} good.nl MX @${resolver.address}`,
    `  npx dane-check ${options.join(" ")} good.nl`,
    "",
    `  ${isShell ? "The end of this shell" : "Ctrl-C"} stops everything.`,
    "",
  ].join("\n");
}
