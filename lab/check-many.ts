import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseResolver } from "@/lib/verifier/dns/resolver-address";
import { parseAnchorFile } from "@/lib/verifier/dnssec/anchor-file";
import { LAB_DOMAINS } from "./domains/all";
import { labVerifier } from "./verdicts";

// A process of its own beside a lab: checks its domains in turn, many at once, one verifier for all.
// Arguments: resolver, trust anchor file, SMTP port, number of checks. Prints a line after each of
// ten parts, when nothing is under way: checks, wrong verdicts, heap and RSS in octets, handles.
const AT_ONCE = 40;
const PARTS = 10;

const [resolverText = "", anchorFile = "", portText = "", checksText = ""] = process.argv.slice(2);
const resolver = parseResolver(resolverText);
const anchors = parseAnchorFile(readFileSync(anchorFile, "utf8"));
if (!resolver.ok || !anchors.ok) throw new Error("the arguments are wrong");
setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");
const verifier = labVerifier({
  resolver: resolver.value,
  anchors: anchors.value,
  smtpPort: Number(portText),
});

const checks = Number(checksText);
let begun = 0;
let wrong = 0;
for (let part = 1; part <= PARTS; part++) {
  const end = Math.round((checks * part) / PARTS);
  const worker = async () => {
    while (begun < end) {
      const domain = domainAt(begun++);
      const report = await verifier.check(domain.name);
      if (report.verdict === domain.verdict) continue;
      // On a busy machine deadlines pass: "could not tell" is no wrong verdict, only not a right one.
      const codes = report.problems.map(({ code }) => code).join(" ");
      const isUndecided =
        report.verdict === "tempfail" ||
        report.verdict === "dns_error" ||
        /(starttls|handshake)_timeout/.test(codes);
      if (!isUndecided) wrong++;
      const kind = isUndecided ? "undecided" : "wrong";
      console.log(`${kind} ${domain.name}: ${report.verdict} ${codes}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  // What closes takes a moment, and there is more to collect the second time.
  for (let time = 0; time < 3; time++) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (typeof collect === "function") collect();
  }
  const { heapUsed, rss } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  console.log(`memory ${end} ${wrong} ${heapUsed} ${rss} ${handles}`);
}
verifier.close();

/** Those that keep one waiting come only once in many turns. */
function domainAt(at: number): (typeof LAB_DOMAINS)[number] {
  const turn = Math.floor(at / LAB_DOMAINS.length);
  const domain = LAB_DOMAINS[at % LAB_DOMAINS.length];
  const isSlow = domain !== undefined && ["tempfail", "dns_error"].includes(domain.verdict);
  if (domain !== undefined && (!isSlow || turn % 20 === 0 || isFlood(domain.name))) return domain;
  return LAB_DOMAINS[at % 20] ?? domainAt(0);
}

/** Hostile, and soon over. */
function isFlood(name: string): boolean {
  return /^(ehlo-too-long|banner-(garbage|escapes|554|closes)|ehlo-closes)\./.test(name);
}
