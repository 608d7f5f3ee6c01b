import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/model/canonical-json";
import type { ReleaseDraft } from "@/lib/model/release";

/** SHA-256 (hex) of a draft's content: decides whether a load publishes a revision or nothing. */
export const contentSha256 = (draft: ReleaseDraft): string =>
  createHash("sha256").update(canonicalJson(draft)).digest("hex");
