import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { withHeldMarkup } from "@/lib/held-markup";
import { Page } from "./page";

const page = () =>
  renderToStaticMarkup(<Page section="/about">{'3,988,988 " data-held="0"'}</Page>);

test("React carries a page's markup where nobody else would put it in", () => {
  expect(page()).toContain("<main");
  expect(page()).not.toContain(' data-held="0"');
});

test("else a number, and the page is the same once it is put in", async () => {
  let carried = "";
  const { body } = await withHeldMarkup(
    async () => {
      carried = page();
      return { status: 200, body: Buffer.from(carried) };
    },
    () => "text/html",
  );
  expect(carried).toBe('<div data-held="0"></div>');
  expect(body.toString().replace(' data-held="0"', "")).toBe(page());
});
