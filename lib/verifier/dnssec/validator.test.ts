import { describe, expect, test } from "vitest";
import { RR } from "@/lib/model/dns-registry";
import type { DnssecReason, DnssecStatus } from "@/lib/model/dnssec";
import { nameOf } from "../dns/name";
import { makeRecord } from "../dns/rdata-encode";
import type { DnsRecord } from "../dns/record";
import { rekeyed, type TestKey, testKey } from "../testing/test-key";
import { stripped, TestWorld, without } from "../testing/test-world";
import {
  type Denial,
  dsOf,
  signRecords,
  TEST_NOW,
  TestZone,
  type ZoneOptions,
} from "../testing/test-zone";
import { type Validated, Validator } from "./validator";

const NSEC: Denial = { kind: "nsec" };
const NSEC3: Denial = { kind: "nsec3", iterations: 0, salt: Buffer.alloc(0), optOut: false };
const OPT_OUT: Denial = { ...NSEC3, optOut: true };
const SALTED: Denial = {
  kind: "nsec3",
  iterations: 12,
  salt: Buffer.from("aabbccdd", "hex"),
  optOut: false,
};

const tlsa = {
  kind: "TLSA",
  usage: 3,
  selector: 1,
  matchingType: 1,
  association: Buffer.alloc(32, 7),
} as const;
const a = { kind: "A", address: "192.0.2.1" } as const;
const cname = (target: string) => ({ kind: "CNAME", target: nameOf(target) }) as const;

/** Root, `nl.` and `example.nl.`, the last with whatever a case wants. */
function worldOf(
  options: ZoneOptions = {},
  fill: (zone: TestZone) => void = () => {},
  parent: ZoneOptions = {},
) {
  const zone = new TestZone("example.nl", options);
  zone
    .add("@", { kind: "MX", preference: 10, exchange: nameOf("mx.example.nl") })
    .add("mx", a)
    .add("_25._tcp.mx", tlsa)
    .add("*.wild", a)
    .add("_25._tcp.*.wildns", tlsa);
  fill(zone);
  const nl = new TestZone("nl", parent);
  const root = new TestZone(".", {}).delegate(nl);
  return { zone, nl, root };
}
const verdictOf = ({ status, outcome, reason }: Validated) => [status, outcome, reason] as const;

type Expected = readonly [DnssecStatus, Validated["outcome"], DnssecReason | null];

async function ask(world: TestWorld, name: string, type: number): Promise<Validated> {
  return world.validator().resolve(nameOf(name), type);
}

describe("answers that validate, for each kind of denial", () => {
  const denials: readonly [string, Denial][] = [
    ["NSEC", NSEC],
    ["NSEC3", NSEC3],
    ["NSEC3 with salt and iterations", SALTED],
  ];
  const cases: readonly [string, string, number, Expected][] = [
    ["a positive answer", "_25._tcp.mx.example.nl", RR.TLSA, ["secure", "records", null]],
    ["NODATA", "mx.example.nl", RR.AAAA, ["secure", "nodata", null]],
    ["NODATA at the apex", "example.nl", RR.TLSA, ["secure", "nodata", null]],
    ["NXDOMAIN", "no.such.example.nl", RR.A, ["secure", "nxdomain", null]],
    [
      "NXDOMAIN of a TLSA name below an existing host",
      "_26._tcp.mx.example.nl",
      RR.TLSA,
      ["secure", "nxdomain", null],
    ],
    ["an empty non-terminal", "_tcp.mx.example.nl", RR.TLSA, ["secure", "nodata", null]],
    ["a wildcard expansion", "deep.er.wild.example.nl", RR.A, ["secure", "records", null]],
    ["the wildcard itself", "*.wild.example.nl", RR.A, ["secure", "records", null]],
    ["wildcard NODATA", "x.wild.example.nl", RR.TLSA, ["secure", "nodata", null]],
    ["an alias", "alias.example.nl", RR.A, ["secure", "records", null]],
    ["an alias to nothing", "dangling.example.nl", RR.A, ["secure", "nxdomain", null]],
    ["a CNAME asked for itself", "alias.example.nl", RR.CNAME, ["secure", "records", null]],
    ["a DNAME", "mx.old.example.nl", RR.A, ["secure", "records", null]],
    ["the DS set of the zone", "example.nl", RR.DS, ["secure", "records", null]],
    ["no DS at a name that is no cut", "mx.example.nl", RR.DS, ["secure", "nodata", null]],
    ["a dot inside a label", "a\\.b.example.nl", RR.A, ["secure", "records", null]],
  ];
  for (const [title, denial] of denials) {
    const { zone, nl, root } = worldOf({ denial }, (each) =>
      each
        .add("alias", cname("mx.example.nl"))
        .add("dangling", cname("gone.example.nl"))
        .add("old", { kind: "DNAME", target: nameOf("example.nl") })
        .add("a\\.b", a),
    );
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    test.for(cases)(`${title}: %s`, async ([, name, type, expected]) =>
      expect(verdictOf(await ask(world, name, type))).toEqual(expected),
    );
  }
});

describe("every algorithm that Node verifies", () => {
  test.for([5, 7, 8, 10, 13, 14, 15, 16])("algorithm %i", async (algorithm) => {
    const { zone, nl, root } = worldOf({ keys: [testKey(algorithm)] });
    nl.delegate(zone);
    const result = await ask(new TestWorld(root, nl, zone), "_25._tcp.mx.example.nl", RR.TLSA);
    expect(verdictOf(result)).toEqual(["secure", "records", null]);
    expect(result.warnings.includes("sha1_signature")).toBe(algorithm === 5 || algorithm === 7);
  });
});

/** `example.nl.` delegated with the given DS set. */
function delegated(
  options: ZoneOptions,
  ds: (zone: TestZone) => Parameters<TestZone["delegate"]>[1],
  parent: ZoneOptions = {},
) {
  const { zone, nl, root } = worldOf(options, undefined, parent);
  nl.delegate(zone, ds(zone));
  return { world: new TestWorld(root, nl, zone), zone };
}

describe("D1: DS with only unsupported algorithms or digests", () => {
  test.for([
    ["algorithm 12", { keys: [testKey(12)] }, (zone: TestZone) => zone.dsSet()],
    ["algorithm 253", { keys: [testKey(253)] }, (zone: TestZone) => zone.dsSet()],
    ["digest 3", {}, (zone: TestZone) => zone.dsSet(3)],
  ] as const)("%s is insecure", async ([, options, ds]) => {
    const { world } = delegated(options, ds);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([
      "insecure",
      "records",
      "algorithms_unsupported",
    ]);
    expect(verdictOf(await ask(world, "no.example.nl", RR.A))).toEqual([
      "insecure",
      "nxdomain",
      "algorithms_unsupported",
    ]);
  });
});

describe("D1: the keys need not even be had", () => {
  test("SERVFAIL for the keys of such a zone changes nothing", async () => {
    const { world } = delegated({ keys: [testKey(12)] }, (zone) => zone.dsSet());
    world.tamper = (message, name, type) =>
      name === "example.nl." && type === RR.DNSKEY ? { ...message, rcode: 2 } : null;
    expect((await ask(world, "mx.example.nl", RR.A)).status).toBe("insecure");
    expect(world.asked).not.toContain("example.nl./48");
  });
});

describe("D2: a supported DS and no key that matches and signs", () => {
  const key = testKey(13);
  const stranger = testKey(13);
  const cases: readonly [
    string,
    DnssecReason,
    ZoneOptions,
    (zone: TestZone) => void,
    (zone: TestZone) => TestKey[],
  ][] = [
    ["no key matches", "no_matching_ds", {}, () => {}, () => [stranger]],
    [
      "the digest is of another key with the same tag",
      "no_matching_ds",
      { keys: [key] },
      () => {},
      () => [{ ...stranger, tag: key.tag }],
    ],
    [
      "the key that matches does not sign",
      "dnskey_not_signed",
      { keys: [key, stranger] },
      (zone) => {
        zone.signWith = () => [stranger];
      },
      () => [key],
    ],
    [
      "the signature over the keys is forged",
      "signature_invalid",
      { keys: [{ ...key, sign: stranger.sign }] },
      () => {},
      (zone) => [...zone.keys],
    ],
    ["no keys at all", "dnskey_missing", { keys: [] }, () => {}, () => [key]],
  ];
  test.for(cases)("%s: bogus, %s", async ([, reason, options, change, keys]) => {
    const { world, zone } = delegated(options, (each) => each.dsSet(2, keys(each)));
    change(zone);
    const result = await ask(world, "mx.example.nl", RR.A);
    expect(verdictOf(result)).toEqual(["bogus", "none", reason]);
    expect(result.records).toEqual([]);
    expect(result.trace.find((page) => page.zone === "example.nl.")?.reason).toBe(reason);
  });
});

describe("D3: no DS, and the denial is proven", () => {
  test.for([
    ["NSEC", NSEC, "no_ds"],
    ["NSEC3", NSEC3, "no_ds"],
    ["opt-out", OPT_OUT, "no_ds_opt_out"],
  ] as const)("%s: insecure", async ([, denial, reason]) => {
    const { zone, nl, root } = worldOf({ keys: [] }, undefined, { denial });
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([
      "insecure",
      "records",
      reason,
    ]);
    expect(verdictOf(await ask(world, "_25._tcp.mx.example.nl", RR.AAAA))).toEqual([
      "insecure",
      "nodata",
      reason,
    ]);
    expect(verdictOf(await ask(world, "no.example.nl", RR.A))).toEqual([
      "insecure",
      "nxdomain",
      reason,
    ]);
  });

  test("the DS denial itself is secure with NSEC, insecure with opt-out", async () => {
    for (const [denial, status] of [
      [NSEC, "secure"],
      [OPT_OUT, "insecure"],
    ] as const) {
      const { zone, nl, root } = worldOf({ keys: [] }, undefined, { denial });
      nl.delegate(zone);
      expect((await ask(new TestWorld(root, nl, zone), "example.nl", RR.DS)).status).toBe(status);
    }
  });

  test("opt-out NXDOMAIN is insecure: an unsigned delegation may hide there", async () => {
    const { zone, nl, root } = worldOf({}, undefined, { denial: OPT_OUT });
    nl.delegate(zone);
    const result = await ask(new TestWorld(root, nl, zone), "nobody.nl", RR.MX);
    expect(verdictOf(result)).toEqual(["insecure", "nxdomain", "opt_out"]);
  });
});

describe("D4: no DS and no proof, or the look-up fails: never insecure", () => {
  const unsigned = () => {
    const { zone, nl, root } = worldOf({ keys: [] });
    nl.delegate(zone);
    return new TestWorld(root, nl, zone);
  };
  test.for([
    ["the proof is taken away", "bogus", "rrsig_missing"],
    ["SERVFAIL", "indeterminate", "rcode"],
    ["REFUSED", "indeterminate", "rcode"],
    ["a time-out", "indeterminate", "lookup_failed"],
    ["an unsigned DS set in its place", "bogus", "rrsig_missing"],
  ] as const)("%s: %s", async ([how, status, reason]) => {
    const world = unsigned();
    world.tamper = (message, name, type) => {
      if (type !== RR.DS || name !== "example.nl.") return null;
      if (how === "SERVFAIL") return { ...message, rcode: 2 };
      if (how === "REFUSED") return { ...message, rcode: 5 };
      if (how === "a time-out") return { code: "timeout", afterMs: 5000 };
      const answer = [makeRecord(name, 60, dsOf(name, testKey(13), 2))];
      return { ...stripped(message), answer: how.startsWith("an unsigned") ? answer : [] };
    };
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([status, "none", reason]);
  });

  test("a resolver that strips signatures is told so, and nothing is insecure", async () => {
    for (const keys of [[], [testKey(13)]]) {
      const { zone, nl, root } = worldOf({ keys });
      nl.delegate(zone);
      const world = new TestWorld(root, nl, zone);
      world.tamper = stripped;
      for (const [name, type] of [
        ["mx.example.nl", RR.A],
        ["no.example.nl", RR.A],
        ["example.nl", RR.DS],
      ] as const)
        expect(verdictOf(await ask(world, name, type))).toEqual([
          "indeterminate",
          "none",
          "signatures_stripped",
        ]);
    }
  });

  test("stripping only below the root is bogus", async () => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    world.tamper = (message, name) =>
      [".", "nl.", "example.nl."].includes(name) ? null : stripped(message);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "rrsig_missing",
    ]);
    expect(verdictOf(await ask(world, "no.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "denial_missing",
    ]);
  });
});

describe("D5: several algorithms in the DS set", () => {
  test("one valid path suffices", async () => {
    const keys = [testKey(8), testKey(13)];
    const { world, zone } = delegated({ keys }, (each) => each.dsSet());
    zone.signWith = () => keys.slice(1);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual(["secure", "records", null]);
  });

  test("an unsupported algorithm beside a supported one changes nothing", async () => {
    const keys = [testKey(12), testKey(13)];
    const { world } = delegated({ keys }, (zone) => zone.dsSet());
    expect((await ask(world, "mx.example.nl", RR.A)).status).toBe("secure");
  });
});

describe("D6: SHA-1 is validated and flagged", () => {
  test("a SHA-1 DS alone is used, with a warning", async () => {
    const { world } = delegated({}, (zone) => zone.dsSet(1));
    const result = await ask(world, "mx.example.nl", RR.A);
    expect([result.status, result.warnings]).toEqual(["secure", ["sha1_ds"]]);
  });

  test("RFC 4509 §3: beside SHA-256 it is not used", async () => {
    const good = testKey(13);
    const { world } = delegated({ keys: [good] }, (zone) => [
      ...zone.dsSet(1),
      ...zone.dsSet(2, [testKey(13)]),
    ]);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "no_matching_ds",
    ]);
  });
});

describe("D7: NSEC3 iterations", () => {
  const withIterations = (iterations: number) => {
    const { zone, nl, root } = worldOf({
      denial: { ...NSEC3, iterations, salt: Buffer.from([1]) },
    });
    nl.delegate(zone);
    return new TestWorld(root, nl, zone);
  };
  test("over 150 is insecure, with the reason", async () => {
    const world = withIterations(151);
    expect(verdictOf(await ask(world, "no.example.nl", RR.A))).toEqual([
      "insecure",
      "nxdomain",
      "nsec3_iterations_high",
    ]);
    expect(verdictOf(await ask(world, "x.wild.example.nl", RR.A))).toEqual([
      "insecure",
      "records",
      "nsec3_iterations_high",
    ]);
    expect((await ask(world, "mx.example.nl", RR.A)).status).toBe("secure");
  });
  test("150 is validated and flagged, also for an honest deep name", async () => {
    const result = await ask(withIterations(150), "_25._tcp.a.b.c.d.e.f.g.h.i.example.nl", RR.TLSA);
    expect([...verdictOf(result), ...result.warnings]).toEqual([
      "secure",
      "nxdomain",
      null,
      "nsec3_iterations",
      "nsec3_salt",
    ]);
  });
  test("too many iterations need a valid signature to count", async () => {
    const world = withIterations(151);
    world.tamper = (message, name) =>
      name !== "no.example.nl."
        ? null
        : without(
            message,
            ({ type, data }) =>
              type === RR.NSEC3 || (data.kind === "RRSIG" && data.typeCovered === RR.NSEC3),
          );
    expect((await ask(world, "no.example.nl", RR.A)).status).toBe("bogus");
  });
});

/** Replaces the denial records of one question's answer. */
function denying(
  world: TestWorld,
  question: string,
  records: readonly DnsRecord[],
  soa: readonly DnsRecord[],
) {
  world.tamper = (message, name) =>
    name === `${question}.`
      ? { ...message, rcode: 3, answer: [], authority: [...soa, ...records] }
      : null;
}

describe("D8: NSEC from the wrong side of a cut, or at a DNAME", () => {
  test.for([
    [
      "the parent side of a cut",
      "sub.example.nl",
      [RR.NS, RR.DS, RR.RRSIG, RR.NSEC],
      "x.sub.example.nl",
    ],
    ["a DNAME", "old.example.nl", [RR.DNAME, RR.RRSIG, RR.NSEC], "x.old.example.nl"],
  ] as const)("%s is no proof for names below", async ([, owner, types, question]) => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    const nsec = zone.signed([
      makeRecord(nameOf(owner), 300, { kind: "NSEC", next: nameOf("zz.example.nl"), types }),
    ]);
    denying(world, question, [...nsec, ...zone.denialOf(nameOf("*.example.nl"))], zone.soa());
    expect(verdictOf(await ask(world, question, RR.A))).toEqual([
      "bogus",
      "none",
      "denial_wrong_side",
    ]);
  });

  test("the child's apex does not deny DS, the parent's cut denies nothing else", async () => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    denying(world, "example.nl", zone.denialOf(zone.apex), zone.soa());
    expect((await ask(world, "example.nl", RR.DS)).status).toBe("bogus");
    denying(world, "example.nl", nl.denialOf(zone.apex), nl.soa());
    expect(verdictOf(await ask(world, "example.nl", RR.TLSA))).toEqual([
      "bogus",
      "none",
      "denial_wrong_side",
    ]);
  });
});

describe("D9: a wildcard answer needs proof that no closer name exists", () => {
  test.for([
    ["NSEC", NSEC],
    ["NSEC3", NSEC3],
  ] as const)("%s", async ([, denial]) => {
    const { zone, nl, root } = worldOf({ denial }, (each) =>
      each.add("real.wild", tlsa).add("below.ent.wild", a),
    );
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    const expansion = (name: string) =>
      zone.signed(zone.records(nameOf("*.wild.example.nl"), RR.A), nameOf(name));
    for (const name of ["real.wild.example.nl", "ent.wild.example.nl", "x.ent.wild.example.nl"]) {
      const proof = [...zone.denialOf(nameOf(name)), ...zone.denialOf(nameOf("wild.example.nl"))];
      world.tamper = (message, asked) =>
        asked === `${name}.`
          ? { ...message, rcode: 0, answer: expansion(name), authority: proof }
          : null;
      expect(verdictOf(await ask(world, name, RR.A))).toEqual([
        "bogus",
        "none",
        "wildcard_not_denied",
      ]);
    }
    world.tamper = (message, asked) =>
      asked === "y.wild.example.nl." ? { ...message, authority: [] } : null;
    expect(verdictOf(await ask(world, "y.wild.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "wildcard_not_denied",
    ]);
  });

  test("NXDOMAIN and NODATA need word about the wildcard too", async () => {
    for (const denial of [NSEC, NSEC3]) {
      const { zone, nl, root } = worldOf({ denial });
      nl.delegate(zone);
      const world = new TestWorld(root, nl, zone);
      const name = "x.wild.example.nl";
      const next = nameOf("zz.wild.example.nl");
      const beside = makeRecord(nameOf("a.wild.example.nl"), 300, {
        kind: "NSEC",
        next,
        types: [RR.A],
      });
      const proof =
        denial.kind === "nsec"
          ? zone.signed([beside])
          : [...zone.denialOf(nameOf(name)), ...zone.denialOf(nameOf("wild.example.nl"))];
      denying(world, name, proof, zone.soa());
      expect(verdictOf(await ask(world, name, RR.A))).toEqual([
        "bogus",
        "none",
        "denial_wrong_wildcard",
      ]);
    }
  });

  test("opt-out at the next closer name makes it insecure (RFC 5155 §9.2)", async () => {
    const { zone, nl, root } = worldOf({ denial: OPT_OUT });
    nl.delegate(zone);
    const result = await ask(new TestWorld(root, nl, zone), "y.wild.example.nl", RR.A);
    expect(verdictOf(result)).toEqual(["insecure", "records", "opt_out"]);
  });
});

describe("D10: keys that may not be used", () => {
  const plain = testKey(13);
  test.for([
    ["REVOKE", rekeyed(plain, { flags: 257 | 0x80 }), "key_revoked"],
    ["no ZONE flag", rekeyed(plain, { flags: 1 }), "key_not_zone"],
    ["protocol 2", rekeyed(plain, { protocol: 2 }), "key_protocol"],
  ] as const)("%s", async ([, key, reason]) => {
    const { world } = delegated({ keys: [key] }, (zone) => zone.dsSet());
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual(["bogus", "none", reason]);
  });

  test("such a zone-signing key verifies nothing either", async () => {
    const bad = rekeyed(testKey(13), { flags: 0 });
    const { world, zone } = delegated({ keys: [plain, bad] }, (each) => each.dsSet(2, [plain]));
    zone.signWith = (type) => (type === RR.DNSKEY ? [plain] : [bad]);
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "key_not_zone",
    ]);
  });
});

describe("signatures that do not hold (RFC 4035 §5.3.1)", () => {
  const day = 86_400;
  test.for([
    ["expired", { inception: TEST_NOW - 2 * day, expiration: TEST_NOW - 1 }, "signature_expired"],
    [
      "not yet valid",
      { inception: TEST_NOW + 1, expiration: TEST_NOW + day },
      "signature_not_yet_valid",
    ],
  ] as const)("%s", async ([, times, reason]) => {
    const { zone, nl, root } = worldOf(times);
    nl.delegate(zone);
    expect(verdictOf(await ask(new TestWorld(root, nl, zone), "mx.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      reason,
    ]);
  });

  test("the edges of the period are inside it", async () => {
    for (const times of [
      { inception: TEST_NOW, expiration: TEST_NOW + 9 },
      { inception: TEST_NOW - 9, expiration: TEST_NOW },
    ]) {
      const { zone, nl, root } = worldOf(times);
      nl.delegate(zone);
      expect((await ask(new TestWorld(root, nl, zone), "mx.example.nl", RR.A)).status).toBe(
        "secure",
      );
    }
  });

  test.for([
    [
      "a changed record",
      "signature_invalid",
      (zone: TestZone, owner: ReturnType<typeof nameOf>) => [
        makeRecord(owner, 3600, { kind: "A", address: "192.0.2.66" }),
        ...zone.signed(zone.records(owner, RR.A)).slice(1),
      ],
    ],
    [
      "no signature",
      "rrsig_missing",
      (zone: TestZone, owner: ReturnType<typeof nameOf>) => zone.records(owner, RR.A),
    ],
    [
      "an unknown key",
      "no_matching_key",
      (zone: TestZone, owner: ReturnType<typeof nameOf>) => [
        ...zone.records(owner, RR.A),
        signRecords(zone.records(owner, RR.A), zone.apex, testKey(13), zone),
      ],
    ],
    [
      "a signer below the zone",
      "signer_not_zone",
      (zone: TestZone, owner: ReturnType<typeof nameOf>) => [
        ...zone.records(owner, RR.A),
        signRecords(zone.records(owner, RR.A), owner, zone.keys[0] as TestKey, zone),
      ],
    ],
    [
      "a signer beside the zone",
      "signer_not_zone",
      (zone: TestZone, owner: ReturnType<typeof nameOf>) => [
        ...zone.records(owner, RR.A),
        signRecords(zone.records(owner, RR.A), nameOf("other.nl"), zone.keys[0] as TestKey, zone),
      ],
    ],
  ] as const)("%s: %s", async ([, reason, answer]) => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    const owner = nameOf("mx.example.nl");
    const changed = answer(zone, owner);
    world.tamper = (message, name, type) =>
      name === owner && type === RR.A ? { ...message, answer: [...changed] } : null;
    expect(verdictOf(await ask(world, "mx.example.nl", RR.A))).toEqual(["bogus", "none", reason]);
  });
});

describe("A9, A10: alias chains", () => {
  const chain = () => {
    const { zone, nl, root } = worldOf({}, (each) =>
      each
        .add("in", cname("host.plain.nl"))
        .add("old", { kind: "DNAME", target: nameOf("plain.nl") })
        .add("loop", cname("pool.example.nl"))
        .add("pool", cname("loop.example.nl"))
        .add("broken", cname("host.bad.nl")),
    );
    const plain = new TestZone("plain.nl", { keys: [] })
      .add("host", a)
      .add("back", cname("mx.example.nl"));
    const bad = new TestZone("bad.nl", { expiration: TEST_NOW - 5 }).add("host", a);
    nl.delegate(zone).delegate(plain).delegate(bad);
    return new TestWorld(root, nl, zone, plain, bad);
  };

  test("A10: secure up to the insecure record, insecure after it", async () => {
    const out = await ask(chain(), "in.example.nl", RR.A);
    expect(verdictOf(out)).toEqual(["insecure", "records", "no_ds"]);
    expect(out.aliases).toMatchObject([
      { owner: "in.example.nl.", target: "host.plain.nl.", status: "secure" },
    ]);
    const back = await ask(chain(), "back.plain.nl", RR.A);
    expect([back.status, back.aliases[0]?.status, back.name]).toEqual([
      "insecure",
      "insecure",
      "mx.example.nl.",
    ]);
  });

  test("A9: a DNAME counts through its synthesised CNAME", async () => {
    const result = await ask(chain(), "host.old.example.nl", RR.A);
    expect(result.aliases).toMatchObject([
      { record: "DNAME", target: "host.plain.nl.", status: "secure" },
    ]);
    const world = chain();
    world.tamper = (message, name) =>
      name !== "host.old.example.nl."
        ? null
        : {
            ...message,
            answer: message.answer.map((record) =>
              record.data.kind === "CNAME"
                ? makeRecord(record.name, 60, cname("evil.plain.nl"))
                : record,
            ),
          };
    expect((await ask(world, "host.old.example.nl", RR.A)).reason).toBe("alias_mismatch");
  });

  test("a broken target is bogus, a loop too", async () => {
    expect(verdictOf(await ask(chain(), "broken.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "signature_expired",
    ]);
    expect(verdictOf(await ask(chain(), "loop.example.nl", RR.A))).toEqual([
      "bogus",
      "none",
      "alias_loop",
    ]);
  });

  test("a chain that the resolver cut short is asked for", async () => {
    const world = chain();
    world.tamper = (message, name) =>
      name === "in.example.nl."
        ? { ...message, answer: message.answer.slice(0, 2), authority: [] }
        : null;
    expect((await ask(world, "in.example.nl", RR.A)).records).toHaveLength(1);
    expect(world.asked).toContain("host.plain.nl./1");
  });

  test("eleven aliases are followed, twelve are not", async () => {
    const { zone, nl, root } = worldOf({}, (each) => {
      for (let i = 0; i < 12; i++) each.add(`c${i}`, cname(`c${i + 1}.example.nl`));
      each.add("c12", a);
    });
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    expect((await ask(world, "c1.example.nl", RR.A)).status).toBe("secure");
    expect((await ask(world, "c0.example.nl", RR.A)).reason).toBe("alias_chain_too_long");
  });
});

describe("an anchor below an unsigned zone", () => {
  const island = () => {
    const isle = new TestZone("isle.plain.nl").add("mx", a);
    const plain = new TestZone("plain.nl", { keys: [] }).delegate(isle, []);
    const nl = new TestZone("nl").delegate(plain);
    const root = new TestZone(".").delegate(nl);
    const world = new TestWorld(root, nl, plain, isle);
    const anchors = [root, isle].flatMap((zone) =>
      zone.dsSet().map((data) => ({ owner: zone.apex, data })),
    );
    const validator = new Validator({ lookup: world.lookup, now: () => TEST_NOW, anchors });
    return { world, isle, nl, validator };
  };

  test("its zone is secure", async () => {
    const result = await island().validator.resolve(nameOf("mx.isle.plain.nl"), RR.A);
    expect(verdictOf(result)).toEqual(["secure", "records", null]);
  });

  test("a signature in the name of the unsigned zone does not switch it off", async () => {
    const { world, nl, validator } = island();
    const owner = nameOf("mx.isle.plain.nl");
    const forged = [makeRecord(owner, 60, { kind: "A", address: "192.0.2.66" })];
    const [key] = nl.keys;
    if (key === undefined) throw new Error("no key");
    const signed = [...forged, signRecords(forged, nameOf("plain.nl"), key, nl)];
    world.tamper = (message, name) => (name === owner ? { ...message, answer: signed } : null);
    expect((await validator.resolve(owner, RR.A)).status).toBe("bogus");
  });
});

describe("the trace", () => {
  test("names every zone, DS, key, signature and denial record used", async () => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const { trace } = await ask(new TestWorld(root, nl, zone), "no.example.nl", RR.A);
    expect(
      trace.map((page) => [page.zone, page.status, page.steps.map(({ step }) => step)]),
    ).toEqual([
      [".", "secure", ["anchor", "ds", "key", "signature", "signature", "cut"]],
      ["nl.", "secure", ["ds", "key", "signature", "signature", "cut"]],
      [
        "example.nl.",
        "secure",
        ["ds", "key", "signature", "signature", "denial", "signature", "denial", "signature"],
      ],
    ]);
  });

  test("keys and delegations are looked up once, by many at a time too", async () => {
    const { zone, nl, root } = worldOf();
    nl.delegate(zone);
    const world = new TestWorld(root, nl, zone);
    const validator = world.validator();
    await Promise.all(
      Array.from({ length: 20 }, () => validator.resolve(nameOf("mx.example.nl"), RR.A)),
    );
    expect(world.asked.filter((question) => question !== "mx.example.nl./1").sort()).toEqual([
      "./48",
      "example.nl./43",
      "example.nl./48",
      "nl./43",
      "nl./48",
    ]);
  });
});
