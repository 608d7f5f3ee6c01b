/** A well-behaved SMTP server in a process of its own, and a TLS one with the same chain beside it. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { smtpServer } from "@/lib/verifier/testing/smtp-server";
import { pemChain, testCertificate } from "@/lib/verifier/testing/test-certificate";

const root = testCertificate({ subject: "root", ca: true, keyType: "rsa" });
const issuing = testCertificate({ subject: "issuing", ca: true, issuer: root, keyType: "rsa" });
const leaf = testCertificate({ subject: "mx", issuer: issuing, dnsNames: ["mx.test.example"] });
const smtp = await smtpServer({ chains: [[leaf, issuing, root]] });
const tls = createServer({ cert: pemChain(leaf, issuing, root), key: leaf.keyPem }, (socket) =>
  socket.on("error", () => {}),
);
tls.listen(0, "127.0.0.1", () => {
  console.log(`smtp ${smtp.port} tls ${(tls.address() as AddressInfo).port}`);
});
process.on("SIGTERM", () => process.exit(0));
