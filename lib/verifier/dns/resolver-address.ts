import { isIP } from "node:net";
import { err, ok, type Result } from "@/lib/result";

/** A recursive resolver to ask, and how. */
export type ResolverAddress = {
  transport: "dns" | "tls";
  /** An IPv4 or IPv6 address, the latter without brackets, with its zone where it has one. */
  address: string;
  port: number;
  /** For TLS: the name that its certificate must have; null where the address itself must be in it. */
  name: string | null;
};

export type ResolverAddressError = {
  code: "address_invalid" | "port_invalid" | "name_invalid";
  text: string;
};

const DNS_PORT = 53;
/** RFC 7858 §3.1. */
const TLS_PORT = 853;

/**
 * Reads `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1`, `[2001:db8::1]:53` or
 * `tls://192.0.2.1:853#dns.example`.
 */
export function parseResolver(text: string): Result<ResolverAddress, ResolverAddressError> {
  const tls = text.startsWith("tls://");
  const [place = "", ...names] = (tls ? text.slice(6) : text).split("#");
  if (names.length > (tls ? 1 : 0)) return err({ code: "name_invalid", text });
  const [name = null] = names;
  if (name !== null && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name))
    return err({ code: "name_invalid", text });
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(place);
  const plain = /^([^:]+)(?::([^:]*))?$/.exec(place);
  const address = bracketed?.[1] ?? plain?.[1] ?? place;
  const family = isIP(address);
  if (family === 0 || (bracketed !== null && family !== 6))
    return err({ code: "address_invalid", text });
  const port = portOf(bracketed?.[2] ?? (bracketed === null ? plain?.[2] : undefined), tls);
  if (port === null) return err({ code: "port_invalid", text });
  return ok({ transport: tls ? "tls" : "dns", address, port, name });
}

function portOf(text: string | undefined, tls: boolean): number | null {
  if (text === undefined) return tls ? TLS_PORT : DNS_PORT;
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= 1 && port <= 0xffff ? port : null;
}

/** The `nameserver` lines of a resolv.conf(5); the first three, as the C library has it. */
export function resolversOf(resolvConf: string): ResolverAddress[] {
  return resolvConf
    .split("\n")
    .flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? [])
    .filter((address) => isIP(address) !== 0)
    .slice(0, 3)
    .map((address) => ({ transport: "dns", address, port: DNS_PORT, name: null }));
}

/** Whether only this machine can answer at the address; RFC 6890's 127.0.0.0/8 and ::1. */
export const isLoopback = ({ address }: ResolverAddress): boolean =>
  (isIP(address) === 4 && address.startsWith("127.")) || /^(0*:)*:?0*1$/.test(address);
