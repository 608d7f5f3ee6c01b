import { connect } from "@/db/client";
import type { HostState } from "@/lib/model/survey-hosts";
import { hashOfKey, keyOfName } from "@/lib/survey/import/name-key";
import {
  type MadeUp,
  madeUpCandidates,
  madeUpDomain,
} from "@/lib/survey/scan/testing/made-up-domains";
import { surveyPass } from "@/lib/survey/scan/testing/survey-pass";
import { SURVEYED_NAME } from "./surveyed-name";

const MX = "mx.mail-for-many.net";

const host = (verdict: HostState["verdict"], digest: string): HostState => ({
  verdict,
  zone: "mail-for-many.net",
  addressStatus: "secure",
  tlsaStatus: "secure",
  tlsaBase: MX,
  tlsa: [
    { usage: 3, selector: 1, matchingType: 1, data: digest.repeat(32), usable: true, why: null },
  ],
  addresses: [
    {
      address: "198.51.100.7",
      verdict: verdict === "ok" ? "ok" : "fail",
      problem: null,
      matched: null,
      protocol: "TLSv1.3",
      cipher: "TLS_AES_256_GCM_SHA384",
      certificate: null,
    },
  ],
});

/** Four days of one domain: without DANE, with it, with a new key, broken. */
const DAYS: readonly (MadeUp & { at: string; host: HostState })[] = [
  {
    at: "2026-11-02T03:10:00Z",
    verdict: "no_dane",
    mxHost: "mx.old-provider.org",
    host: host("ok", "a1"),
  },
  { at: "2026-11-09T03:10:00Z", verdict: "dane_ok", mxHost: MX, host: host("ok", "a1") },
  { at: "2026-11-16T03:10:00Z", verdict: "dane_ok", mxHost: MX, key: 2, host: host("ok", "a1") },
  {
    at: "2026-11-23T03:10:00Z",
    verdict: "dane_fail",
    mxHost: MX,
    key: 2,
    host: host("fail", "b2"),
  },
];

/** Scans a domain on four days of a made-up month, where the database has no survey yet. */
export async function seedSurvey(databaseUrl: string): Promise<void> {
  const db = connect(databaseUrl);
  try {
    const [row] = await db.$client<{ runs: number }[]>`select count(*)::int as runs from scan.runs`;
    if (row?.runs !== 0) return;
    const hash = hashOfKey(keyOfName(SURVEYED_NAME));
    const candidates = madeUpCandidates(1).map((one) => ({ ...one, name: SURVEYED_NAME, hash }));
    for (const { at, host: state, ...how } of DAYS)
      await surveyPass(db, {
        at,
        candidates,
        observe: (name) => madeUpDomain(name, how),
        hosts: { [MX]: state },
      });
  } finally {
    await db.$client.end();
  }
}
