import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";

export const metadata: Metadata = { title: "Bad request", robots: { index: false } };

interface Props {
  searchParams: Promise<{ path?: string; problem?: string | string[] }>;
}

/** Says which parameters a page could not use and what it would have taken. */
export default async function BadRequestPage({ searchParams }: Props) {
  const { path = "/", problem = [] } = await searchParams;
  const problems = Array.isArray(problem) ? problem : [problem];
  return (
    <Page section={path}>
      <PageHead
        title="The page cannot use this address"
        dek="Something after the question mark is not what the page takes:"
      />
      <ul>
        {problems.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <p>
        <a href={path}>The page without parameters</a>
      </p>
    </Page>
  );
}
