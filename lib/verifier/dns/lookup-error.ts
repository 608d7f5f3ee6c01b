import type { WireErrorCode } from "./reader";

/** Why a question got no answer that can be read. An rcode is an answer, and not among these. */
export type LookupError =
  | { code: "timeout"; afterMs: number }
  | { code: "aborted" }
  | { code: "unreachable"; detail: string }
  | { code: "tls_failed"; detail: string }
  | { code: "closed" }
  | { code: "malformed"; wire: WireErrorCode }
  | { code: "mismatched" }
  | { code: "no_resolver" };
