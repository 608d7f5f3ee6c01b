import { z } from "zod";
import { ReportCertificate, ReportTlsa } from "./check-report";
import { AddressVerdict, HostVerdict } from "./check-verdicts";
import { TlsaMatch } from "./dns-tlsa";
import { DnssecStatus } from "./dnssec";

/** One address of an MX host as the survey keeps it: the unrestricted handshake and the verdict. */
export const SurveyedAddress = z.object({
  address: z.string(),
  verdict: AddressVerdict,
  problem: z.string().nullable(),
  matched: TlsaMatch.nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  /** The server's own certificate, where TLS held. */
  certificate: ReportCertificate.nullable(),
});
export type SurveyedAddress = z.infer<typeof SurveyedAddress>;

/**
 * An MX host by itself. Its verdict is for a domain that lends it no reference name; a domain's own
 * verdict may be better where a certificate of usage DANE-TA(2) names the domain.
 */
export const HostState = z.object({
  verdict: HostVerdict,
  /** The zone that the host lies in, after signed aliases: what providers are told apart by. */
  zone: z.string().nullable(),
  addressStatus: DnssecStatus.nullable(),
  tlsaStatus: DnssecStatus.nullable(),
  tlsaBase: z.string().nullable(),
  tlsa: z.array(ReportTlsa.omit({ ttl: true })),
  /** Of hosts without TLSA records no verdict of the server is known: they are not connected to. */
  addresses: z.array(SurveyedAddress),
});
export type HostState = z.infer<typeof HostState>;

/** Whether a host's state is one that we could not tell, and an older one may stand in for. */
export const isUndeterminedHost = (verdict: HostVerdict): boolean =>
  verdict === "dns_error" || verdict === "unreachable" || verdict === "bogus";
