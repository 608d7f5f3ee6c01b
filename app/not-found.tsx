import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { MAIN_SECTIONS, MORE_SECTIONS } from "@/components/layout/sections";
import { WaysIn } from "@/components/ways-in";

export default function NotFound() {
  return (
    <Page section="">
      <PageHead
        title="There is no such page"
        dek={
          <>
            The address does not name a page, or not a TLD, provider or release with published
            figures. <a href="/tlds">All TLDs with figures</a>,{" "}
            <a href="/providers">all providers that a list names</a>,{" "}
            <a href="/releases">all releases</a>.
          </>
        }
      />
      <WaysIn sections={[...MAIN_SECTIONS, ...MORE_SECTIONS]} />
    </Page>
  );
}
