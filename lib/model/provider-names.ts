import type { IsoDate } from "./calendar";

/** A provider whose zone appears under two names in the published lists. */
export interface ProviderRename {
  earlier: string;
  later: string;
  /** From this day on our own survey counts the earlier zone's hosts as the later one's. */
  since: IsoDate;
  /** What the source says of it, in our words. */
  note: string;
  sourceUrl: string;
}

/** The renames and merges that the published notes name; nothing is merged silently. */
export const PROVIDER_RENAMES: readonly ProviderRename[] = [
  {
    earlier: "nederhost.net",
    later: "nederhost.nl",
    since: "2018-01-31",
    note: "Listed as nederhost.net until August 2017 and as nederhost.nl from January 2018.",
    sourceUrl: "https://mail.sys4.de/pipermail/dane-users/2018-February/000437.html",
  },
  {
    earlier: "omc-mail.com",
    later: "omc-mail.de",
    since: "2018-03-31",
    note: "Listed as omc-mail.com until January 2018 and as omc-mail.de in March 2018.",
    sourceUrl: "https://mail.sys4.de/pipermail/dane-users/2018-April/000446.html",
  },
  {
    earlier: "networking4all.net",
    later: "yourdomainprovider.net",
    since: "2017-08-31",
    note: "Includes the former networking4all.net domains.",
    sourceUrl: "https://mail.sys4.de/pipermail/dane-users/2017-August/000415.html",
  },
];
