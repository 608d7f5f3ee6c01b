import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { WaysIn } from "@/components/ways-in";
import { MAIN_SECTIONS, MORE_SECTIONS } from "@/lib/model/site-sections";
import { missing, safelyDecoded } from "../../_figures/missing-address";
import { db } from "../../_server/db";
import { today } from "../../_server/today";

export const metadata: Metadata = { title: "Not found", robots: { index: false } };

export default async function NotFoundPage({
  searchParams,
}: {
  searchParams: Promise<{ path?: string; search?: string }>;
}) {
  const { path = "/", search = "" } = await searchParams;
  const { what, section, near } = await missing(db(), path, search, today());
  const shown = safelyDecoded(path.split("/").at(-1) ?? "").slice(0, 80);
  return (
    <Page section={section}>
      <PageHead
        title="There is no such page"
        dek={
          <>
            {shown === "" ? "This address" : `“${shown}”`} {what}.{" "}
            {near.length > 0 && (
              <>
                Did you mean{" "}
                {near.map(({ name, href }, index) => (
                  <span key={href}>
                    {index > 0 && (index === near.length - 1 ? " or " : ", ")}
                    <a href={href}>{name}</a>
                  </span>
                ))}
                ?{" "}
              </>
            )}
            All that exist: <a href="/tlds">TLDs</a>, <a href="/providers">providers</a>,{" "}
            <a href="/releases">releases</a>.
          </>
        }
      />
      <WaysIn sections={[...MAIN_SECTIONS, ...MORE_SECTIONS]} />
    </Page>
  );
}
