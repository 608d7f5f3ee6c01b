import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { DnssecStatus } from "@/lib/model/dnssec";
import { err, ok } from "@/lib/result";
import { decodeMessage } from "../dns/decode";
import { encodeMessage } from "../dns/encode";
import { EMPTY_MESSAGE, type Message } from "../dns/message";
import { nameOf } from "../dns/name";
import type { DnsRecord } from "../dns/record";
import { mainCheckout } from "../testing/main-checkout";
import type { TrustAnchor } from "./anchors";
import { Validator } from "./validator";

const RawRecord = z.tuple([z.string(), z.number(), z.number(), z.number(), z.string()]);
const Case = z.object({
  id: z.string(),
  title: z.string(),
  now: z.number(),
  anchors: z.array(z.tuple([z.string(), z.number(), z.string()])),
  query: z.tuple([z.string(), z.number()]),
  expected: z.enum(["secure", "insecure", "bogus"]),
  answers: z.record(
    z.string(),
    z.object({ rcode: z.number(), answer: z.array(RawRecord), authority: z.array(RawRecord) }),
  ),
});
type Case = z.infer<typeof Case>;

const file = resolve(mainCheckout(), "../shared/corpus/stub-validator-cases.json");
const cases = existsSync(file) ? z.array(Case).parse(JSON.parse(readFileSync(file, "utf8"))) : [];

/** Where we judge otherwise than the case expects, and why. */
const DIFFERENCES: Record<string, { ours: DnssecStatus; why: string }> = {
  "val_ds_afterprime#2": {
    ours: "indeterminate",
    why: "The DS set of the anchor's own zone lies above every anchor. Without an anchor nothing is proven, and insecure needs proof (RFC 4035 §4.3); Unbound calls it insecure.",
  },
};

const toRecord = ([name, type, rrClass, ttl, rdata]: z.infer<typeof RawRecord>): DnsRecord => ({
  name: nameOf(name),
  type,
  class: rrClass,
  ttl,
  rdata: Buffer.from(rdata, "hex"),
  data: { kind: "unknown" },
});

/** Through the codec, so that it is tried on the same records. */
function throughWire(message: Message): Message {
  const decoded = decodeMessage(encodeMessage(message));
  if (!decoded.ok) throw new Error(`${decoded.error.code} at ${decoded.error.offset}`);
  return decoded.value;
}

function anchorsOf({ anchors }: Case): TrustAnchor[] {
  const message = throughWire({
    ...EMPTY_MESSAGE,
    answer: anchors.map(([owner, type, rdata]) => toRecord([owner, type, 1, 0, rdata])),
  });
  return message.answer.flatMap(({ name, data }) =>
    data.kind === "DS" || data.kind === "DNSKEY" ? [{ owner: name, data }] : [],
  );
}

export function validatorFor(each: Case): Validator {
  const lookup = async (name: string, type: number) => {
    const recorded = each.answers[`${name}/${type}`];
    if (recorded === undefined) return ok({ ...EMPTY_MESSAGE, response: true, rcode: 2 });
    const { rcode, answer, authority } = recorded;
    const sections = { answer: answer.map(toRecord), authority: authority.map(toRecord) };
    const bytes = encodeMessage({ ...EMPTY_MESSAGE, response: true, rcode, ...sections });
    const decoded = decodeMessage(bytes);
    return decoded.ok ? decoded : err({ code: "malformed" as const, wire: decoded.error.code });
  };
  return new Validator({ lookup, now: () => each.now, anchors: anchorsOf(each) });
}

describe.skipIf(cases.length === 0)(
  "foreign cases of ../shared/corpus (skipped: the corpus is not beside this checkout)",
  () => {
    test.for(cases)("$id: $expected", async (each) => {
      const [name, type] = each.query;
      const result = await validatorFor(each).resolve(nameOf(name), type);
      const expected = DIFFERENCES[each.id]?.ours ?? each.expected;
      expect([result.status, result.reason, result.detail]).toEqual([
        expected,
        result.reason,
        result.detail,
      ]);
    });
  },
);
