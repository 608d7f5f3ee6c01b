import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { nameOf } from "../dns/name";
import type { TlsaData } from "../dns/record";
import { authenticate } from "../tlsa/authenticate";
import { recordFor } from "../tlsa/records-for-chain";
import { CHAINS_AT, CHAINS_NAME, type DaneChain, daneChains } from "./dane-chains";
import { askOpenssl, withTlsServer } from "./openssl-dane";

/** A TLSA RRset for a chain; `says` names the chain and the records, by what each is of. */
type Case = { chain: DaneChain; says: string; records: readonly TlsaData[] };

/** One case judged twice. A verdict is `matched at N`, or our reason, or OpenSSL's complaint. */
export type Comparison = {
  says: string;
  ours: string;
  theirs: string;
  /** Whether verdict and depth are the same. */
  isSame: boolean;
  /** The entry of `KNOWN_DIFFERENCES` that this case falls under. */
  known: string | null;
};

/**
 * Where OpenSSL 3.0 decides otherwise, each with its line in docs/deviations.md. `ours` and
 * `theirs` begin as the two verdicts do.
 */
export const KNOWN_DIFFERENCES: Readonly<
  Record<string, { cases: RegExp; ours: string; theirs: string }>
> = {
  "a bare key stands above the path": {
    cases:
      /^(root not sent|expired root, root not sent): root 2 1 0$|^(leaf only|intermediate not sent|authority key identifier of another): intermediate 2 1 0$|^self-signed leaf.*: leaf 2 1 0$/,
    ours: "matched",
    theirs: "matched",
  },
  "a trust anchor that is not self-signed has to be in date": {
    cases: /^(expired intermediate|intermediate not yet valid).*: intermediate 2/,
    ours: "cert_",
    theirs: "matched at 1",
  },
  "s_client allows partial wildcards, Postfix does not": {
    cases: /^partial wildcard .*: (intermediate|root) 2/,
    ours: "name_mismatch",
    theirs: "matched",
  },
  "OpenSSL follows the first issuer of a name only": {
    cases:
      /^cross-signed: (crossSigned 2 0 [12]|otherRoot 2)|^cross-signed, the other way first: (intermediate 2 0 [12]|root 2)|^same name, another key first: (intermediate 2 (0 [12]|1)|root 2)|^same name, another key only: intermediate 2 1 0/,
    ours: "matched",
    theirs: "no matching DANE TLSA records",
  },
  "names of issuers are compared as octets": {
    cases: /^issuer written in another case: root 2 (0|1 [12])/,
    ours: "chain_broken",
    theirs: "matched",
  },
  "a key identifier is a hint only": {
    cases: /^authority key identifier of another: (intermediate|root) 2/,
    ours: "matched",
    theirs: "no matching DANE TLSA records",
  },
};

/**
 * Judges generated chains and records by our verifier and by `openssl s_client` on loopback, two at
 * a time.
 *
 * @param casesPerChain chosen by their names, so that it is the same ones each time.
 */
export async function compareWithOpenssl(casesPerChain: number): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const chain of daneChains()) {
    const waiting = someOf(casesOf(chain), casesPerChain);
    await withTlsServer(chain.sent, async (port) => {
      const work = async () => {
        for (let next = waiting.pop(); next; next = waiting.pop())
          comparisons.push(await compare(next, port));
      };
      await Promise.all([work(), work()]);
    });
  }
  return comparisons;
}

async function compare({ chain, says, records }: Case, port: number): Promise<Comparison> {
  const ours = authenticate({
    records,
    chain: chain.sent.map(({ der }) => der),
    referenceNames: [nameOf(CHAINS_NAME)],
    atSeconds: CHAINS_AT,
  });
  const theirs = await askOpenssl(port, { records, name: CHAINS_NAME, atSeconds: CHAINS_AT });
  const ourDepth = ours.verdict === "matched" ? ours.match.depth : null;
  const theirDepth = theirs.verdict === "matched" ? theirs.depth : null;
  return {
    says,
    ours: ours.verdict === "matched" ? `matched at ${ourDepth}` : ours.reason,
    theirs: theirs.verdict === "matched" ? `matched at ${theirDepth}` : theirs.complaint,
    isSame: ourDepth === theirDepth,
    known:
      Object.keys(KNOWN_DIFFERENCES).find((why) => KNOWN_DIFFERENCES[why]?.cases.test(says)) ??
      null,
  };
}

/** One record of each kind for each certificate, and sets of several. */
function casesOf(chain: DaneChain): Case[] {
  const single = Object.entries(chain.of).flatMap(([of, certificate]) =>
    [2, 3].flatMap((usage) =>
      [0, 1].flatMap((selector) =>
        [0, 1, 2].map((matchingType) => ({
          chain,
          says: `${chain.name}: ${of} ${usage} ${selector} ${matchingType}`,
          records: [recordFor(certificate, { usage, selector, matchingType })],
        })),
      ),
    ),
  );
  return chain.name === "whole" ? [...single, ...setsOf(chain)] : single;
}

/** Sets for U5, X1 and X2; `stale` is a record of a certificate that is not there. */
function setsOf(chain: DaneChain): Case[] {
  const stale = { der: Buffer.from("elsewhere"), spki: Buffer.from("another key") };
  const set = (...members: readonly [of: string, ...parameters: number[]][]): Case => ({
    chain,
    says: `${chain.name}: set of ${members.map((member) => member.join(" ")).join(", ")}`,
    records: members.map(([of, usage = 0, selector = 0, matchingType = 0]) =>
      recordFor(chain.of[of] ?? stale, { usage, selector, matchingType }),
    ),
  });
  return [
    set(["stale", 3, 1, 1], ["leaf", 3, 1, 1]),
    set(["stale", 3, 1, 1], ["root", 2, 0, 1]),
    set(["stale", 2, 1, 1], ["leaf", 3, 0, 1]),
    set(["root", 2, 1, 1], ["leaf", 3, 1, 1]),
    set(["root", 2, 1, 1], ["intermediate", 2, 1, 1]),
    set(["leaf", 3, 1, 1], ["stale", 3, 1, 2]),
    set(["leaf", 3, 1, 0], ["stale", 3, 1, 2]),
    set(["leaf", 3, 1, 1], ["stale", 3, 0, 2]),
    set(["root", 2, 0, 1], ["stale", 2, 0, 2]),
    set(["root", 2, 0, 1], ["stale", 2, 1, 2]),
    set(["stale", 2, 1, 1], ["stale", 3, 1, 1], ["stale", 3, 0, 1]),
  ];
}

/** A choice that looks arbitrary and is the same each time; sets are always in it. */
function someOf(cases: readonly Case[], count: number): Case[] {
  const order = ({ says }: Case) => hash("sha256", says);
  const inOrder = cases.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const isSet = ({ records }: Case) => records.length > 1;
  return [...inOrder.filter((each) => !isSet(each)).slice(0, count), ...inOrder.filter(isSet)];
}

/** What a comparison found that is neither the same nor known; null where all is well. */
export function surpriseOf({ says, ours, theirs, isSame, known }: Comparison): string | null {
  const difference = known === null ? undefined : KNOWN_DIFFERENCES[known];
  const isKnown = difference && ours.startsWith(difference.ours);
  // A later OpenSSL may have come to decide as we do.
  const isFine = difference ? isKnown && (isSame || theirs.startsWith(difference.theirs)) : isSame;
  return isFine ? null : `${says}: ours ${ours}, theirs ${theirs}`;
}

/** Why OpenSSL cannot be asked here; null where it can. */
export function opensslMissing(): string | null {
  try {
    const version = execFileSync("openssl", ["version"], { encoding: "utf8" });
    return /^OpenSSL [3-9]\./.test(version) ? null : `openssl is ${version.trim()}`;
  } catch {
    return "openssl is missing";
  }
}
