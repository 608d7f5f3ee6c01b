import { RR } from "@/lib/model/dns-registry";
import type { CheckIo } from "./check-io";
import { beforeDeadline, outOfTime } from "./deadline";
import type { Name } from "./dns/name";
import type { Validated } from "./dnssec/validator";

/** Asks one validated question, until the check's deadline. */
export type Ask = (name: Name, type: number) => Promise<Validated>;

/** A way to ask that gives up at the deadline and says so in the answer. */
export const askBefore =
  ({ validator }: Pick<CheckIo, "validator">, signal: AbortSignal): Ask =>
  (name, type) =>
    beforeDeadline(
      () => validator.resolve(name, type),
      signal,
      () => outOfTime(name, type),
    );

/** The MX records of a domain, behind aliases too (RFC 5321 §5.1). */
export const lookUpMx = (domain: Name, ask: Ask): Promise<Validated> => ask(domain, RR.MX);
