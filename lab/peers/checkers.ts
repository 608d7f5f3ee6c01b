import { LAB_DOMAINS } from "../domains/all";

const HOSTS = new Map(LAB_DOMAINS.flatMap(({ hosts }) => Object.entries(hosts)));

/** Servers that keep every client waiting; nothing is to be learnt from that. */
const SLOW = /never|silen|truncate|too-long/;

/** Hosts that other checkers are asked about: those with a name that is one. */
export const checkableHosts = (): string[] =>
  [...HOSTS.keys()].filter((host) => /^[a-z0-9.-]*[a-z]$/.test(host) && !SLOW.test(host));

/** Whether a checker of one host, which has no word for "could not tell", is to be content. */
export const isGoodHost = (host: string): boolean => HOSTS.get(host)?.verdict === "ok";
