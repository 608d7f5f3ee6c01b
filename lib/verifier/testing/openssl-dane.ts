import { execFile } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import type { TlsaData } from "../dns/record";
import { pemChain, type TestCertificate } from "./test-certificate";

/** What `openssl s_client` says of one handshake: its match, or its first complaint. */
export type OpensslVerdict =
  | { verdict: "matched"; depth: number }
  | { verdict: "mismatch"; complaint: string };

export type OpensslQuestion = { records: readonly TlsaData[]; name: string; atSeconds: number };

/** A TLS server on loopback that sends this chain, for as long as `use` runs. */
export async function withTlsServer<T>(
  sent: readonly TestCertificate[],
  use: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer(
    {
      cert: pemChain(...sent),
      key: sent[0]?.keyPem ?? "",
      ciphers: "ALL:@SECLEVEL=0",
    },
    (socket) => socket.on("error", () => {}),
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Asks OpenSSL's own DANE verifier, as Postfix configures it: no names and dates for usage 3. */
export function askOpenssl(
  port: number,
  { records, name, atSeconds }: OpensslQuestion,
): Promise<OpensslVerdict> {
  const options = [
    "s_client -brief -verify_return_error -dane_ee_no_namechecks -auth_level 0",
    `-cipher ALL:@SECLEVEL=0 -attime ${atSeconds} -connect 127.0.0.1:${port}`,
    `-dane_tlsa_domain ${name}`,
  ];
  const rrdata = records.flatMap(({ usage, selector, matchingType, association }) => [
    "-dane_tlsa_rrdata",
    `${usage} ${selector} ${matchingType} ${association.toString("hex")}`,
  ]);
  return new Promise((resolve, reject) => {
    const arguments_ = [...options.join(" ").split(" "), ...rrdata];
    const child = execFile("openssl", arguments_, { timeout: 60_000 }, (error, stdout, stderr) => {
      const said = stdout + stderr;
      const depth = /^DANE TLSA .* at depth (\d+)$/m.exec(said)?.[1];
      const complaint = /verify error:num=\d+:(.*)/.exec(said)?.[1];
      if (complaint !== undefined) resolve({ verdict: "mismatch", complaint });
      else if (error === null && depth !== undefined && said.includes("Verification: OK"))
        resolve({ verdict: "matched", depth: Number(depth) });
      else reject(new Error(`openssl s_client said neither yes nor no: ${said}`));
    });
    child.stdin?.end();
  });
}
