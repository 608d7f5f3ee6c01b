import type { TestChain } from "@/lib/verifier/testing/smtp-server";
import {
  type TestCertificate,
  type TestKeyPair,
  testCertificate,
  testKeyPair,
} from "@/lib/verifier/testing/test-certificate";
import type { CertificateOf, ChainPlan } from "./plan";

/** A chain that was made: its certificates, and what of them is sent. */
export type Chain = {
  certificates: Partial<Record<CertificateOf, TestCertificate>> & { leaf: TestCertificate };
  /** What is sent, the leaf first. */
  sent: TestChain;
};

const DAY_MS = 86_400_000;
const LIFE_DAYS = 30;

type KeyRole = "leaf" | "intermediate" | "root";

/** RSA keys take long to make: three serve all chains, so that a leaf and its issuer differ. */
const rsaKeys = new Map<KeyRole, TestKeyPair>();
function keysFor(role: KeyRole, keyType: "ec" | "rsa"): TestKeyPair {
  if (keyType === "ec") return testKeyPair("ec");
  const known = rsaKeys.get(role) ?? testKeyPair("rsa");
  rsaKeys.set(role, known);
  return known;
}

/** Makes the chain of a host. `host` stands for `@host` in the plan's names. */
export function makeChain(plan: ChainPlan, host: string, now = Date.now()): Chain {
  const { issuers = 0, keyType = "ec", fault } = plan;
  const name = (text: string) => (text === "@host" ? host : text);
  const dates = (shift: -1 | 0 | 1) => ({
    notBefore: new Date(now + (shift * 2 * LIFE_DAYS - 1) * DAY_MS),
    notAfter: new Date(now + (shift * 2 * LIFE_DAYS + LIFE_DAYS) * DAY_MS),
  });
  const root =
    issuers === 0
      ? undefined
      : testCertificate({
          subject: `Lab root for ${host}`,
          keys: keysFor("root", keyType),
          ca: true,
          ...dates(fault === "root_expired" ? -1 : 0),
          ...(fault === "path_too_long" ? { pathLength: 0 } : {}),
        });
  const intermediate =
    issuers < 2 || root === undefined
      ? undefined
      : testCertificate({
          subject: `Lab intermediate for ${host}`,
          issuer: root,
          keys: keysFor("intermediate", keyType),
          ca: fault !== "intermediate_not_ca",
          ...dates(0),
        });
  const issuer = intermediate ?? root;
  const leaf = testCertificate({
    subject: plan.commonName === undefined ? "Lab server" : name(plan.commonName),
    dnsNames: plan.names?.length === 0 ? null : (plan.names ?? ["@host"]).map(name),
    keys: keysFor("leaf", keyType),
    ...(issuer ? { issuer } : {}),
    ...dates(plan.dates === "expired" ? -1 : plan.dates === "future" ? 1 : 0),
    forged: fault === "leaf_signature_broken",
  });
  const certificates = {
    leaf,
    ...(intermediate ? { intermediate } : {}),
    ...(root ? { root } : {}),
    stranger: stranger(),
  };
  const sends = plan.sends ?? (["leaf", "intermediate", "root"] as const);
  const above = sends.filter((which) => which !== "leaf");
  return { certificates, sent: [leaf, ...above.flatMap((which) => certificates[which] ?? [])] };
}
let strange: TestCertificate | undefined;

/** A certificate that belongs to no host of the lab. */
export function stranger(): TestCertificate {
  strange ??= testCertificate({ subject: "Lab stranger", ca: true });
  return strange;
}
