import { EDNS_OPTION, EXTENDED_ERRORS, RCODE } from "@/lib/model/dns-registry";
import type { Name } from "./name";
import type { DnsRecord } from "./record";

export type Question = { name: Name; type: number; class: number };

/** The OPT pseudo-record (RFC 6891 §6.1); its rcode bits are merged into the message's `rcode`. */
export type Edns = {
  udpSize: number;
  version: number;
  dnssecOk: boolean;
  options: readonly { code: number; data: Buffer }[];
};

/** A DNS message. `additional` is without the OPT record, which is `edns`. */
export type Message = {
  id: number;
  response: boolean;
  opcode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  authenticData: boolean;
  checkingDisabled: boolean;
  /** Twelve bits where there is EDNS, else four. */
  rcode: number;
  questions: readonly Question[];
  answer: readonly DnsRecord[];
  authority: readonly DnsRecord[];
  additional: readonly DnsRecord[];
  edns: Edns | null;
};

/** An extended DNS error (RFC 8914): a hint to show, never an explanation to rely on. */
export type ExtendedError = { infoCode: number; meaning: string; text: string };

/** The extended errors of a message, in its order. Options shorter than two octets are passed over. */
export function extendedErrors(message: Message): ExtendedError[] {
  const options = message.edns?.options ?? [];
  return options
    .filter(({ code, data }) => code === EDNS_OPTION.EXTENDED_ERROR && data.length >= 2)
    .map(({ data }) => {
      const infoCode = data.readUInt16BE(0);
      let end = data.length;
      while (end > 2 && data[end - 1] === 0) end--;
      const text = data.toString("utf8", 2, end);
      return { infoCode, meaning: EXTENDED_ERRORS[infoCode] ?? `EDE ${infoCode}`, text };
    });
}

/** A message with nothing in it, to spread from. */
export const EMPTY_MESSAGE: Message = {
  id: 0,
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
  rcode: RCODE.NOERROR,
  questions: [],
  answer: [],
  authority: [],
  additional: [],
  edns: null,
};
