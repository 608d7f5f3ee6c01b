import { asOfPrefix } from "@/lib/as-of";
import { type Markup, textOf } from "@/lib/held-markup";
import { FIGURE_VIEWS, FILE_PAGES } from "@/lib/model/page-files";

/** Links and forms that lead to a page or file with a dated form; the way to the live page is not. */
const LINK = new RegExp(
  `(?<!data-live="" )(href|action)="((?:${FIGURE_VIEWS.join("|")})?(?:${FILE_PAGES.join("|")})(?=[/.?#"])[^"]*)"`,
  "g",
);

/** The markup of a page whose links within the content keep the day that it is seen on. */
export function withDatedLinks(pieces: Markup): Markup {
  const prefix = asOfPrefix();
  if (prefix === "") return pieces;
  const markup = textOf(pieces);
  const [from, to] = [markup.indexOf("<main"), markup.lastIndexOf("</main>")];
  const content = markup.slice(from, to).replace(LINK, `$1="${prefix}$2"`);
  return [markup.slice(0, from), content, markup.slice(to)];
}
