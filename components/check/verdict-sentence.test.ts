import { describe, expect, test } from "vitest";
import { type GalleryState, REPORT_GALLERY } from "@/lib/verifier/testing/report-gallery";
import { verdictSentence } from "./verdict-sentence";

describe("a verdict in one sentence", () => {
  test.for<[GalleryState, string]>([
    ["good", "DANE works at both mail hosts of example.nl"],
    ["good_implicit", "DANE works at the mail host of example.nl"],
    ["good_idn", "DANE works at the mail host of bücher.nl"],
    ["partial", "DANE works at 1 of 2 mail hosts of example.nl, not at the others"],
    ["mismatch", "DANE fails at the mail host of example.nl"],
    ["hostile", "DANE fails at 2 of 4 mail hosts of example.nl"],
    ["unsigned", "plain.net is not signed with DNSSEC, so DANE cannot protect its mail"],
    ["no_tlsa", "example.nl is signed, but none of its mail hosts has signed TLSA records"],
    ["null_mx", "example.nl accepts no mail, so there is nothing to protect"],
    ["nxdomain", "nosuch.example.nl does not exist"],
  ])("%s", async ([state, sentence]) => {
    expect(verdictSentence(await REPORT_GALLERY[state]())).toBe(sentence);
  });
  test.for<GalleryState>(["dns_error", "stripping_resolver", "tlsa_timeout", "unreachable"])(
    "RFC 7672 §2.1.2: %s is no “no”",
    async (state) => {
      expect(verdictSentence(await REPORT_GALLERY[state]())).toMatch(/^We could not tell/);
    },
  );
});
