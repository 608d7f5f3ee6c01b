import { Fragment } from "react";

const MARKED = /(\*\*[^*]+\*\*|`[^`]+`)/;

/** One line of text in which `code` and **bold** are marked, as OpenAPI descriptions have them. */
export function Marked({ text }: { text: string }) {
  return text.split(MARKED).map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a constant text
    if (part.startsWith("**")) return <strong key={index}>{part.slice(2, -2)}</strong>;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    if (part.startsWith("`")) return <code key={index}>{part.slice(1, -1)}</code>;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    return <Fragment key={index}>{part}</Fragment>;
  });
}

/** Paragraphs of such text, an empty line between them. */
export function Prose({ text }: { text: string }) {
  return text.split("\n\n").map((paragraph) => (
    <p key={paragraph}>
      <Marked text={paragraph} />
    </p>
  ));
}
