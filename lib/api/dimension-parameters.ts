import { domainToASCII } from "node:url";
import { z } from "zod";
import type { Column } from "@/lib/model/column";
import type { Dataset } from "@/lib/model/dataset";
import { nearest } from "@/lib/model/nearest";
import { isKnownTld, knownTlds, tldAsciiOf } from "@/lib/stats/tlds";
import { type Parameter, type ReadValue, readOneOf, readWholeNumber } from "./parameters";

const quoted = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

function readTld(text: string): ReadValue {
  const tld = tldAsciiOf(text);
  if (tld === null)
    return {
      ok: false,
      detail: `${quoted(text)} is not valid: expected a top-level domain such as nl.`,
    };
  if (isKnownTld(tld)) return { ok: true, value: tld };
  const close = nearest(tld, knownTlds());
  const hint = close.length === 0 ? "" : ` Did you mean ${close.join(" or ")}?`;
  return { ok: false, absent: true, detail: `${quoted(text)} is not a top-level domain.${hint}` };
}

function readZone(text: string): ReadValue {
  const zone = domainToASCII(text.trim().replace(/\.$/, "").toLowerCase());
  return zone.length <= 253 && /^(?!-)[a-z0-9_-]{1,63}(\.(?!-)[a-z0-9_-]{1,63})*$/.test(zone)
    ? { ok: true, value: zone }
    : { ok: false, detail: `${quoted(text)} is not valid: expected a domain name.` };
}

const readCountry = (text: string): ReadValue =>
  /^[A-Za-z]{2}$/.test(text)
    ? { ok: true, value: text.toUpperCase() }
    : {
        ok: false,
        detail: `${quoted(text)} is not valid: expected an ISO 3166-1 alpha-2 code such as DE.`,
      };

const readLabel = (text: string): ReadValue =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  text.length <= 253 && !/[\u0000-\u001f\u007f]/.test(text)
    ? { ok: true, value: text }
    : { ok: false, detail: "Longer than 253 characters, or with a control character in it." };

/** Dimensions whose values are names of a kind, by the dimension's name. */
const KINDS: Record<string, { read: (text: string) => ReadValue; example: string; note: string }> =
  {
    tld: {
      read: readTld,
      example: "nl",
      note: "an A-label or in Unicode, any case, with or without a dot",
    },
    provider: { read: readZone, example: "transip.nl", note: "its zone, any case" },
    operator: { read: readZone, example: "transip.nl", note: "its zone, any case" },
    host: { read: readZone, example: "mx.example.net", note: "its name, any case" },
    country: { read: readCountry, example: "DE", note: "ISO 3166-1 alpha-2 (GB, not UK)" },
  };

const EXAMPLES: Record<string, string | number> = {
  algorithm: 8,
  bits: 1024,
  component: "exponent",
  digestType: 2,
  domain: "secureserver.net",
  firstSeen: "2026-11",
  issuer: "R3",
  iterations: 100,
  keyFlags: 257,
  keyType: "RSA",
  matchingType: 1,
  protocol: "TLSv1.3",
  saltOctets: 0,
  selector: 1,
  treatment: "treat as insecure above",
  usage: 3,
  value: "65537",
};

/** A heading within a sentence: acronyms keep their capitals. */
const inSentence = (title: string): string =>
  /^[A-Z][A-Z0-9]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);

function parameterOf(name: string, { schema, title, description, kind }: Column): Parameter {
  const words = (note: string) =>
    `Only rows with that ${inSentence(title)}: ${note === "" ? description : note}. Repeat it for several.`;
  const base = { name, repeatable: true } as const;
  if (schema instanceof z.ZodEnum) {
    const options = schema.options.map(String);
    const [example = ""] = options;
    return {
      ...base,
      schema: z.enum(options),
      example,
      read: readOneOf(options),
      description: words(""),
    };
  }
  if (kind === "number") {
    return {
      ...base,
      schema: z.int().min(0).max(999_999_999),
      example: EXAMPLES[name] ?? 1,
      read: readWholeNumber(0, 999_999_999),
      description: words(""),
    };
  }
  const { read, example, note } = KINDS[name] ?? {
    read: readLabel,
    example: EXAMPLES[name] ?? "",
    note: "exactly as in the data",
  };
  return {
    ...base,
    schema: z.string().min(1).max(253),
    example,
    read,
    description: words(note),
  };
}

/** A parameter for each dimension of the dataset, in the order of its columns. */
export const dimensionParameters = (dataset: Dataset): Parameter[] =>
  Object.entries(dataset.dimensions).map(([name, column]) => parameterOf(name, column));
