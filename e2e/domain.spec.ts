import { expect, test } from "@playwright/test";
import { SURVEYED_NAME } from "@/scripts/testing/surveyed-name";
import { axeViolations, sidewaysPx } from "./accessibility";

test("a domain in the survey: state, history, the live check beside it; others are unknown", async ({
  page,
}) => {
  await page.goto(`/domains/${SURVEYED_NAME.toUpperCase()}`);
  await expect(page).toHaveURL(new RegExp(`/domains/${SURVEYED_NAME}$`));
  const headline = page.getByRole("heading", { level: 1 });
  await expect(headline).toHaveText(`${SURVEYED_NAME}: DANE fails`);
  await expect(page.getByText(/Broken for .*, since 23 November 2026/)).toBeVisible();
  await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", /noindex/);
  const history = page.getByRole("region", { name: "What changed when" });
  for (const [date, words] of [
    ["23 November 2026", "The verdict was “DANE works” and became “DANE fails”."],
    ["23 November 2026", "lost the TLSA record 3 1 1 a1a1"],
    ["16 November 2026", "New DS record 2 13 2 0202"],
    ["9 November 2026", "New MX record 10 mx.mail-for-many.net"],
  ] as const)
    await expect(
      history.getByRole("listitem").filter({ hasText: date }).filter({ hasText: words }).first(),
    ).toBeVisible();
  expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
  expect(await axeViolations(page)).toEqual([]);
  // Looking starts nothing: the live check beside it is a link away, and links back.
  await page.getByRole("link", { name: "live check", exact: true }).click();
  await expect(headline).toHaveText(`No result is kept for ${SURVEYED_NAME}`);
  await page.getByRole("link", { name: `${SURVEYED_NAME} in the survey` }).click();
  await expect(headline).toHaveText(/DANE fails/);
  await page.goto("/domains/surveyed-hereabouts.nl");
  await expect(headline).toHaveText(
    "surveyed-hereabouts.nl is not in the survey, or asked not to be",
  );
  await expect(page.getByRole("main")).not.toContainText(SURVEYED_NAME);
  await expect(
    page.getByRole("button", { name: "Check surveyed-hereabouts.nl now" }),
  ).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.goto("/domains/co.uk");
  await expect(page.getByRole("status")).toContainText(
    "a suffix under which domains are registered",
  );
});
