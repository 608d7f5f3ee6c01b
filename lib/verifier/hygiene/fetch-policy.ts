import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { err, ok, type Result } from "@/lib/result";
import { POLICY_OCTETS } from "./limits";
import type { FetchError } from "./observations";

/** Where a policy is fetched, and what may pass. */
export type PolicyPlace = {
  /** `mta-sts.` and the domain, without the final dot. */
  host: string;
  address: string;
  port: number;
  /** Certificate authorities in PEM form; the system's where absent. */
  ca?: string;
  timeoutMs: number;
  signal: AbortSignal;
};

type Fetched = Result<Buffer, FetchError>;

const NOT_TRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|CERT_REJECTED|INVALID_CA|CERT_SIGNATURE_FAILURE|CERT_CHAIN_TOO_LONG|INVALID_PURPOSE|CERT_REVOKED)/;

/**
 * Gets the policy file from one address: one GET, no redirect followed, no more than 64 KB, one
 * absolute deadline. What may be the network's doing is undetermined.
 *
 * @see RFC 8461 §3.3
 */
export function fetchPolicy(place: PolicyPlace): Promise<Fetched> {
  return new Promise((resolve) => {
    const call = request({
      host: place.address,
      port: place.port,
      servername: place.host,
      headers: { host: place.host, accept: "text/plain" },
      path: "/.well-known/mta-sts.txt",
      agent: false,
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      checkServerIdentity: identityFault,
      ...(place.ca === undefined ? {} : { ca: place.ca }),
    });
    const end = (fetched: Fetched) => {
      clearTimeout(timer);
      place.signal.removeEventListener("abort", stop);
      call.destroy();
      resolve(fetched);
    };
    const stop = () => end(err({ code: "undetermined", detail: "no answer in time" }));
    const timer = setTimeout(stop, place.timeoutMs);
    place.signal.addEventListener("abort", stop, { once: true });
    if (place.signal.aborted) stop();
    call.on("error", (error) => end(err(faultOf(error))));
    call.on("response", (response) => read(response, end));
    call.end();
  });
}

/** RFC 8461 §3.3: the name must be a DNS-ID of the certificate; a common name does not count. */
function identityFault(host: string, certificate: PeerCertificate): Error | undefined {
  if (/(^|, )DNS:/.test(certificate.subjectaltname ?? ""))
    return checkServerIdentity(host, certificate);
  return Object.assign(new Error("no DNS name"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
}

function read(response: IncomingMessage, end: (fetched: Fetched) => void): void {
  const fault = headFault(response);
  if (fault !== null) {
    end(err(fault));
    return;
  }
  const chunks: Buffer[] = [];
  let octets = 0;
  response.on("data", (chunk: Buffer) => {
    octets += chunk.length;
    if (octets > POLICY_OCTETS) end(err({ code: "too_long", detail: null }));
    else chunks.push(chunk);
  });
  response.on("end", () => end(ok(Buffer.concat(chunks))));
  response.on("error", (error) => end(err(faultOf(error))));
}

/** RFC 8461 §3.2 (the media type, against files of strangers) and §3.3 (200 and nothing else). */
function headFault({ statusCode = 0, headers }: IncomingMessage): FetchError | null {
  if (statusCode >= 300 && statusCode < 400) return { code: "redirected", detail: `${statusCode}` };
  if (statusCode !== 200) return { code: "status_not_200", detail: `${statusCode}` };
  const mediaType = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  return mediaType === "text/plain" ? null : { code: "media_type_not_plain", detail: null };
}

/** Codes are Node's and OpenSSL's own; nothing that the server wrote is repeated. */
function faultOf(error: Error): FetchError {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return { code: "certificate_wrong_name", detail: null };
  if (code === "CERT_HAS_EXPIRED") return { code: "certificate_expired", detail: null };
  if (code === "CERT_NOT_YET_VALID" || NOT_TRUSTED.test(code))
    return { code: "certificate_not_trusted", detail: code };
  if (code === "ECONNREFUSED") return { code: "connection_refused", detail: null };
  if (code.startsWith("HPE_")) return { code: "not_http", detail: code };
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) return { code: "tls_failed", detail: code };
  return { code: "undetermined", detail: code };
}
