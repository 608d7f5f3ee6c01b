import { existsSync } from "node:fs";
import { canInstall, install } from "./debian-packages";

/** What the verifier is compared with, by a file of each Debian package. */
const PEERS: Readonly<Record<string, string>> = {
  nsd: "/usr/sbin/nsd",
  unbound: "/usr/sbin/unbound",
  ldnsutils: "/usr/bin/ldns-signzone",
  "bind9-dnsutils": "/usr/bin/delv",
  postfix: "/usr/sbin/posttls-finger",
  "hash-slinger": "/usr/bin/tlsa",
  "gnutls-bin": "/usr/bin/danetool",
  openssl: "/usr/bin/openssl",
  "python3-dnspython": "/usr/lib/python3/dist-packages/dns/message.py",
};

/**
 * Gets the servers, programs and libraries that tests compare with, where that is allowed. Where it is
 * not, those tests are skipped and say which program they miss.
 */
export async function ensurePeers(log: (line: string) => void): Promise<void> {
  const missing = Object.entries(PEERS).filter(([, file]) => !existsSync(file));
  if (missing.length > 0 && canInstall())
    await install(
      missing.map(([name]) => name),
      log,
    );
}
