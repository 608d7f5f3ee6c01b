import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import { asName } from "@/lib/verifier/dns/name";
import { a, CheckBench, mx, timeout } from "@/lib/verifier/testing/check-bench";
import { TestZone } from "@/lib/verifier/testing/test-zone";
import { findContacts } from "./find-contacts";
import type { Incident } from "./incident";

const AFFECTED = new Set(["mx1.hoster.net"]);

/** Two operators' zones: that of an incident, and one with mail of its own. */
function world(rname = "ops.well.net.", options: ConstructorParameters<typeof TestZone>[1] = {}) {
  const hoster = new TestZone("hoster.net", { rname: asName(rname), ...options })
    .add("@", mx(10, "mx1.hoster.net"))
    .add("mx1", a("192.0.2.1"));
  const well = new TestZone("well.net").add("@", mx(10, "mx.well.net")).add("mx", a("192.0.2.2"));
  const bench = new CheckBench(hoster, well);
  return { hoster, well, bench };
}

async function contacts(
  { bench }: { bench: CheckBench },
  change: Partial<Incident> = {},
  watchers: readonly string[] = [],
) {
  const incident = { operator: "hoster.net", fault: "tlsa-invalid", ...change } as Incident;
  const validator = bench.world.validator();
  const found = await findContacts(incident, {
    resolve: (name, type) => validator.resolve(name, type),
    watchers: async () => watchers,
    isAffected: async (hosts) => hosts.some((host) => AFFECTED.has(host)),
  });
  return found.map(({ kind, address, path }) => `${kind} ${address} ${path}`);
}

describe("survey.md, Notices: contacts in order", () => {
  test("the SOA RNAME (RFC 1035 §3.3.13), then postmaster (RFC 2142 §5), whose mail needs what is broken", async () =>
    expect(await contacts(world())).toEqual([
      "rname ops@well.net safe",
      "postmaster postmaster@hoster.net broken",
    ]));
  test("hostmaster (RFC 2142 §7) for DNS faults alone", async () =>
    expect(await contacts(world(), { fault: "dnssec-invalid" })).toContain(
      "hostmaster hostmaster@hoster.net broken",
    ));
  test("who proved a watch comes first; each address once, in whatever case", async () =>
    expect(await contacts(world(), {}, ["Ops@Well.net", "postmaster@hoster.net"])).toEqual([
      "watch Ops@well.net safe",
      "watch postmaster@hoster.net broken",
    ]));
  test("the zone of the hosts may lie below the registered domain", async () => {
    const { bench, hoster } = world();
    hoster.add("a.mail", a("192.0.2.1"));
    expect(await contacts({ bench }, { operator: "mail.hoster.net" })).toEqual([
      "postmaster postmaster@hoster.net broken",
    ]);
  });
});

describe("survey.md, Notices: the mail itself must not need the broken path", () => {
  test("no MX records: the domain itself is the host (RFC 5321 §5.1)", async () => {
    const of = world("ops.plain.net.");
    expect(await contacts(of)).toContain("rname ops@plain.net none");
    of.bench.plain.add("@", a("192.0.2.3"));
    expect(await contacts(of)).toContain("rname ops@plain.net safe");
  });
  test("a null MX takes no mail (RFC 7505), nor does a name that is not there", async () => {
    const of = world("ops.backup.net.");
    of.bench.backup.add("@", mx(0, "."));
    expect(await contacts(of)).toContain("rname ops@backup.net none");
    expect(await contacts(world("ops.missing.net."))).toContain("rname ops@missing.net none");
  });
  test("MX records that cannot be had: nobody can tell", async () => {
    const of = world();
    of.bench.spoil("well.net", RR.MX, timeout);
    expect(await contacts(of)).toContain("rname ops@well.net unknown");
  });
  test("DNSSEC of the operator fails: its RNAME is read all the same, its own mailboxes are not used", async () =>
    expect(
      await contacts(world("ops.well.net.", { expiration: 1 }), { fault: "dnssec-invalid" }),
    ).toEqual([
      "rname ops@well.net safe",
      "postmaster postmaster@hoster.net unknown",
      "hostmaster hostmaster@hoster.net unknown",
    ]));
});

describe("what operators publish cannot lead mail elsewhere", () => {
  test.for([
    "a\\013\\010bcc: x.well.net.",
    "x>\\013\\010RCPT TO:<y.well.net.",
    "a@b.well.net.",
    "<b>ops</b>.well.net.",
    "\\195\\182ps.well.net.",
    ".",
  ])("the RNAME %j is nobody", async (rname) =>
    expect(await contacts(world(rname))).toEqual(["postmaster postmaster@hoster.net broken"]),
  );
  test("an internationalised domain is written to by its A-labels", async () =>
    expect(await contacts(world("ops.xn--bcher-kva.net."))).toContain(
      "rname ops@xn--bcher-kva.net none",
    ));
});
