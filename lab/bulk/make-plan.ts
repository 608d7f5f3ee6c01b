import { seededRandom } from "@/lib/verifier/testing/seeded-random";
import type {
  BulkCase,
  BulkDomain,
  BulkHost,
  BulkHostState,
  BulkNsec3,
  BulkPlan,
  BulkProvider,
  BulkSigning,
  BulkTld,
} from "./plan";
import { shuffled, unevenly } from "./random";
import { ownKey, PLAIN_SIGNING, signings } from "./signings";

/** Fewer domains could not have each case. */
export const LEAST_DOMAINS = 300;

/** Of each 300 domains; the rest is `dane_shared`. */
const OF_300: Partial<Record<BulkCase, number>> = {
  dane_own: 30,
  dane_ta: 6,
  dane_two_providers: 6,
  spare_down: 3,
  spare_bare: 6,
  primary_bare: 4,
  half_provider: 10,
  bare_provider: 50,
  plain_provider: 30,
  bare_own: 15,
  implicit_mx: 3,
  null_mx: 4,
  stale_provider: 6,
  stale_own: 5,
  mute_provider: 2,
  mute_own: 3,
  unusable_own: 3,
  lapsed_provider: 2,
  down: 2,
  ds_wrong: 3,
  expired: 2,
  mx_expired: 3,
  mx_forged: 2,
  unsigned: 20,
  gone: 4,
};

const NSEC3_OPT_OUT: BulkNsec3 = { iterations: 0, saltOctets: 0, optOut: true };
const TLDS: readonly (BulkTld & { share: number })[] = [
  { tld: "com", source: "zone_file", denial: NSEC3_OPT_OUT, share: 0.4 },
  { tld: "nl", source: "zone_file", denial: { ...NSEC3_OPT_OUT, optOut: false }, share: 0.3 },
  { tld: "se", source: "zone_file", denial: "nsec", share: 0.15 },
  { tld: "de", source: "list", denial: "nsec", share: 0.1 },
  { tld: "ch", source: "list", denial: NSEC3_OPT_OUT, share: 0.05 },
];
/** Where providers and operators of name servers are registered; none of the survey's domains is. */
const SERVICE_TLD: BulkTld = { tld: "net", source: "list", denial: "nsec" };

/** Cases whose own faults leave no room for another way of signing. */
const PLAINLY_SIGNED: ReadonlySet<BulkCase> = new Set([
  "ds_wrong",
  "expired",
  "mx_expired",
  "mx_forged",
]);

/**
 * Plans a bulk lab. The same number and seed make the same plan, on any machine.
 *
 * @param domains `LEAST_DOMAINS` or more
 */
export function bulkPlan({ domains: count, seed }: { domains: number; seed: number }): BulkPlan {
  if (count < LEAST_DOMAINS) throw new Error(`a bulk lab has ${LEAST_DOMAINS} domains or more`);
  const random = seededRandom(seed);
  const providers = makeProviders(count);
  const operators = Array.from({ length: 6 }, (_, at) => `dns-${at + 1}.net`);
  const cases = shuffled(casesOf(count), random);
  const variants = signings(count, random);
  const domains = cases.map((its, at): BulkDomain => {
    const { tld } = TLDS.find(({ share }, i) => at / count < upTo(i) + share) ?? SERVICE_TLD;
    const name = `bulk-${String(at).padStart(5, "0")}.${tld}`;
    const isSigned = its !== "unsigned" && its !== "gone";
    const isPlain = PLAINLY_SIGNED.has(its);
    const signing = !isSigned ? null : isPlain ? PLAIN_SIGNING : variants(its === "dane_shared");
    return {
      name,
      tld,
      case: its,
      signing: signing === null ? null : ownKey(signing, name),
      operator: unevenly(operators, random),
      ...mailOf(its, name, providers, random),
    };
  });
  const tlds = [...TLDS.map(({ share: _, ...tld }) => tld), SERVICE_TLD];
  return { seed, domains, providers: Object.values(providers).flat(), tlds, operators };
}

const upTo = (at: number): number => TLDS.slice(0, at).reduce((sum, { share }) => sum + share, 0);

function casesOf(count: number): BulkCase[] {
  const special = Object.entries(OF_300).flatMap(([its, of300]) =>
    Array.from({ length: Math.floor((of300 * count) / 300) }, () => its as BulkCase),
  );
  const rest = Array.from({ length: count - special.length }, () => "dane_shared" as const);
  return [...special, ...rest];
}

type Providers = Record<
  "good" | "bare" | "plain" | "half" | "stale" | "mute" | "lapsed" | "down",
  BulkProvider[]
>;

/** More domains have more providers; of each kind the first is the largest. */
function makeProviders(count: number): Providers {
  const many = (least: number) => least + Math.floor(count / 2_000);
  const signed: BulkSigning = PLAIN_SIGNING;
  const kind = (
    word: string,
    number: number,
    states: readonly BulkHostState[],
    signing: BulkSigning | null = signed,
  ): BulkProvider[] =>
    Array.from({ length: number }, (_, at) => {
      const zone = `${word}-${at + 1}.net`;
      const hosts = states.map((state, i) => hostOf(`mx${i + 1}.${zone}`, zone, state, at + i));
      return { zone, signing: signing === null ? null : ownKey(signing, zone), hosts };
    });
  const good = kind("good", many(6), ["good", "good"]);
  // The second largest has an IPv6 address at its first host, the third two IPv4 addresses.
  amend(good[1]?.hosts[0], { ipv6: 1 });
  amend(good[2]?.hosts[0], { ipv4: 2 });
  return {
    good,
    bare: kind("bare", many(4), ["bare", "bare"]),
    plain: kind("plain", many(3), ["bare"], null),
    half: kind("half", many(1), ["good", "bare"]),
    stale: kind("stale", many(1), ["stale"]),
    mute: kind("mute", many(1), ["mute"]),
    lapsed: kind("lapsed", many(1), ["lapsed"]),
    down: kind("down", many(1), ["down"]),
  };
}

const hostOf = (name: string, zone: string, state: BulkHostState, at: number): BulkHost => ({
  name,
  zone,
  state,
  keyType: at % 3 === 1 ? "rsa" : "ec",
  protocol: at % 5 === 3 ? "TLSv1.2" : "TLSv1.3",
  ipv4: 1,
  ipv6: 0,
});

function amend(host: BulkHost | undefined, changes: Partial<BulkHost>): void {
  if (host !== undefined) Object.assign(host, changes);
}

const OWN_HOSTS: Partial<Record<BulkCase, BulkHostState>> = {
  dane_own: "good",
  dane_ta: "by_authority",
  bare_own: "bare",
  stale_own: "stale",
  mute_own: "mute",
  unusable_own: "unusable",
};

/** Where a domain's mail goes. */
function mailOf(
  its: BulkCase,
  name: string,
  providers: Providers,
  random: () => number,
): Pick<BulkDomain, "mx" | "own"> {
  const at = (kind: keyof Providers) => unevenly(providers[kind], random);
  const all = (provider: BulkProvider, preferences: readonly number[]) => ({
    mx: provider.hosts.flatMap(({ name: host }, i) => {
      const preference = preferences[i];
      return preference === undefined ? [] : [{ preference, host }];
    }),
    own: null,
  });
  const first = (kind: keyof Providers, preference: number) => all(at(kind), [preference]).mx;
  const ownState = OWN_HOSTS[its];
  if (ownState !== undefined) {
    const own = hostOf(`mx.${name}`, name, ownState, Math.floor(random() * 15));
    return { mx: [{ preference: 10, host: own.name }], own };
  }
  switch (its) {
    case "dane_two_providers": {
      const [one, other] = shuffled(providers.good, random);
      if (one === undefined || other === undefined) throw new Error("there are not two providers");
      return { mx: [...all(one, [10]).mx, ...all(other, [20]).mx], own: null };
    }
    case "spare_down":
      return { mx: [...first("good", 10), ...first("down", 10)], own: null };
    case "spare_bare":
      return { mx: [...first("good", 10), ...first("bare", 20)], own: null };
    case "primary_bare":
      return { mx: [...first("bare", 10), ...first("good", 20)], own: null };
    case "half_provider":
      return all(at("half"), [10, 10]);
    case "bare_provider":
      return all(at("bare"), random() < 0.5 ? [10] : [10, 20]);
    case "plain_provider":
    case "unsigned":
      return all(at("plain"), [10]);
    case "stale_provider":
      return all(at("stale"), [10]);
    case "mute_provider":
      return all(at("mute"), [10]);
    case "lapsed_provider":
      return all(at("lapsed"), [10]);
    case "down":
      return all(at("down"), [10]);
    case "implicit_mx":
      return { mx: [], own: hostOf(name, name, "bare", 0) };
    case "null_mx":
      return { mx: null, own: null };
    default:
      return all(at("good"), random() < 0.5 ? [10] : [10, 20]);
  }
}
