import { type Name, ROOT } from "../dns/name";
import type { DnskeyData, DsData } from "../dns/record";

/** Keys believed without proof: as DS digests or whole DNSKEY records. */
export type TrustAnchor = { owner: Name; data: DsData | DnskeyData };

const rootDs = (keyTag: number, digest: string): TrustAnchor => ({
  owner: ROOT,
  data: { kind: "DS", keyTag, algorithm: 8, digestType: 2, digest: Buffer.from(digest, "hex") },
});

/** The root's keys of 2017 and 2024, as IANA publishes them (https://data.iana.org/root-anchors/). */
export const ROOT_ANCHORS: readonly TrustAnchor[] = [
  rootDs(20326, "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"),
  rootDs(38696, "683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"),
];
