import { styleText } from "node:util";

/** What a word on the terminal means, rather than its colour. */
export type Tone = "good" | "bad" | "doubt" | "soft" | "strong";

/** Colours a word, or does not. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  good: ["bold", "green"],
  bad: ["bold", "red"],
  doubt: ["bold", "yellow"],
  soft: "dim",
  strong: "bold",
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

const plain: Paint = (_, text) => text;
const coloured: Paint = (tone, text) =>
  styleText([STYLES[tone]].flat(), text, { validateStream: false });

/** Colours only on a terminal that has them (NO_COLOR, TERM=dumb and pipes do not). */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  stream.isTTY && stream.hasColors() ? coloured : plain;
