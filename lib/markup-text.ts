const ESCAPES: Readonly<Record<string, string>> = {
  // No document can hold it; HTML's parsers read it so.
  "\0": "\ufffd",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

const SPECIAL = /[&<>"'\0]/;
const ALL_SPECIAL = new RegExp(SPECIAL, "g");

/** Text as it stands between tags and in quoted attributes, of HTML and of XML; it holds no NUL. */
export const markupText = (text: string): string =>
  SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (sign) => ESCAPES[sign] ?? "") : text;

/** The same for text of strangers in XML: what a document cannot hold becomes a space. @see XML 1.0 §2.2 */
export const xmlText = (text: string): string =>
  markupText(
    text.replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff\ud800-\udfff]/gu,
      " ",
    ),
  );
