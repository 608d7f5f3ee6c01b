import type { Metadata } from "next";
import { Page } from "@/components/layout/page";
import { PageHead } from "@/components/layout/page-head";
import { WaysIn } from "@/components/ways-in";
import { datedAddress, datedPath } from "@/lib/model/dated-address";
import { nearest } from "@/lib/model/nearest";
import { FIGURE_VIEWS, FILE_FORMAT_NAMES, FILE_PAGES, fileAddress } from "@/lib/model/page-files";
import { parsePageQuery } from "@/lib/model/page-query";
import { revisionPath } from "@/lib/model/release-file";
import { MAIN_SECTIONS, MORE_SECTIONS } from "@/lib/model/site-sections";
import { listedProviders } from "@/lib/stats/provider-histories";
import { listReleases } from "@/lib/stats/releases";
import { knownTlds, tldAsciiOf, tldForPeople } from "@/lib/stats/tlds";
import { whySides } from "@/lib/stats/why";
import { compareFigures, unknownSeriesWords } from "../../_figures/compare";
import { db } from "../../_server/db";
import { today } from "../../_server/today";

export const metadata: Metadata = { title: "Not found", robots: { index: false } };

interface Suggestion {
  name: string;
  href: string;
}

interface Missing {
  what: string;
  section: string;
  near: Suggestion[];
}

/** What the address was meant to name, and the names nearest to it. */
async function missing(path: string, search: string): Promise<Missing> {
  const [, kind = "", written = ""] = path.split("/");
  const name = safelyDecoded(written).toLowerCase().slice(0, 253);
  if (kind === "tlds" && name !== "") {
    const near = nearest(tldAsciiOf(name) ?? name, knownTlds());
    return {
      what: "is not a top-level domain",
      section: "/tlds",
      near: near.map((tld) => ({ name: tldForPeople(tld), href: `/tlds/${tld}` })),
    };
  }
  if (kind === "providers" && name !== "") {
    const known = (await listedProviders(db())).map(({ provider }) => provider);
    return {
      what: "is not a provider that a published list names",
      section: "/providers",
      near: nearest(name, known).map((zone) => ({
        name: zone,
        href: `/providers/${zone}`,
      })),
    };
  }
  if (kind === "releases" && name !== "") {
    const releases = await listReleases(db());
    const known = releases.find(({ id }) => id === name);
    if (known !== undefined)
      return {
        what: `is no revision of release ${name}`,
        section: "/releases",
        near: Array.from({ length: Math.min(known.revision, 20) }, (_, i) => ({
          name: `r${i + 1}`,
          href: revisionPath(name, i + 1),
        })),
      };
    const near = nearest(
      name,
      releases.map(({ id }) => id),
    );
    return {
      what: "is not the id of a release",
      section: "/releases",
      near: near.map((id) => ({ name: id, href: `/releases/${id}` })),
    };
  }
  if (kind === "compare") {
    const state = parsePageQuery("/compare", parametersOf(search));
    const compared = state.ok ? await compareFigures(db(), state.value) : null;
    if (compared !== null && !compared.ok)
      return {
        what: `knows no such series. ${unknownSeriesWords(compared.error)}`,
        section: "/compare",
        near: compared.error.unknown.flatMap(({ near }) =>
          near.map((name) => ({
            name,
            href: `/compare?${new URLSearchParams({ [compared.error.kind]: name.replace(/^\./, "") })}`,
          })),
        ),
      };
  }
  if (kind === "why") {
    const { from, to } = parametersOf(search);
    const ids = (await whySides(db())).map(({ release }) => release);
    const wrong = [from, to].flat().filter((id) => id !== undefined && !ids.includes(id));
    return {
      what: `knows no release ${wrong.join(" and ")} with DANE domains or providers`,
      section: "/why",
      near: wrong
        .flatMap((id) => nearest(id ?? "", ids))
        .map((id) => ({ name: id, href: `/why?to=${id}` })),
    };
  }
  if (kind === "as-of") {
    const dated = datedPath(path, today());
    return {
      what: `cannot be dated: ${dated !== undefined && "bad" in dated ? dated.bad : "there is no such page"}`,
      section: "",
      near: FILE_PAGES.map((page) => {
        const address = datedAddress(lastYear(), page);
        return { name: address, href: address };
      }),
    };
  }
  if (FIGURE_VIEWS.some((view) => view === `/${kind}`))
    return {
      what: "shows no figure of that name in that state. There are those of",
      section: "",
      near: FILE_PAGES.map((page) => ({ name: page, href: page })),
    };
  const file = FILE_PAGES.find((page) => path.startsWith(`${page}.`));
  if (file !== undefined)
    return {
      what: "is not a format of this page, which there is",
      section: file,
      near: FILE_FORMAT_NAMES.map((format) => {
        const address = fileAddress(file, format);
        return { name: address, href: address };
      }),
    };
  const pages = [...MAIN_SECTIONS, ...MORE_SECTIONS];
  const near = nearest(
    `/${kind}`,
    pages.map(({ href }) => href),
  );
  return {
    what: "is not a page of this site",
    section: "",
    near: near.map((href) => ({ name: href, href })),
  };
}

const parametersOf = (search: string): Record<string, string | string[]> => {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
};

/** A day that every page can be seen as of. */
const lastYear = (): string => `${Number(today().slice(0, 4)) - 1}-12-31`;

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export default async function NotFoundPage({
  searchParams,
}: {
  searchParams: Promise<{ path?: string; search?: string }>;
}) {
  const { path = "/", search = "" } = await searchParams;
  const { what, section, near } = await missing(path, search);
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
