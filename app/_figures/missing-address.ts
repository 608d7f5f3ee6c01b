import type { Db } from "@/db/client";
import type { IsoDate } from "@/lib/model/calendar";
import { datedAddress, datedPath } from "@/lib/model/dated-address";
import { nearest } from "@/lib/model/nearest";
import {
  FIGURE_VIEWS,
  FILE_FORMAT_NAMES,
  FILE_FORMATS,
  FILE_PAGES,
  type FigureView,
  fileAddress,
  hasFiles,
  stateQuery,
  viewAddress,
} from "@/lib/model/page-files";
import { parsePageQuery } from "@/lib/model/page-query";
import { revisionPath } from "@/lib/model/release-file";
import { MAIN_SECTIONS, MORE_SECTIONS } from "@/lib/model/site-sections";
import { listedProviders } from "@/lib/stats/provider-histories";
import { listReleases } from "@/lib/stats/releases";
import { knownTlds, tldAsciiOf, tldForPeople } from "@/lib/stats/tlds";
import { whySides } from "@/lib/stats/why";
import { compareFigures, unknownSeriesWords } from "./compare";
import { figuresOfPage } from "./figures-of-page";

/** An address that there is. */
export interface Suggestion {
  name: string;
  href: string;
}

/** What is wrong with an address, and what there is in its stead. */
export interface Missing {
  /** Goes on after the last part of the address: "is not a page of this site". */
  what: string;
  /** The page whose menu entry is marked. */
  section: string;
  near: Suggestion[];
}

const itself = (href: string): Suggestion => ({ name: href, href });

const parametersOf = (search: string): Record<string, string | string[]> => {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
};

/** A path as people read it. */
export function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `nl.csv` taken apart into a name and a format; where a name ends the path, it has no suffix. */
function suffixed(name: string) {
  const format = FILE_FORMAT_NAMES.findLast((one) => name.endsWith(FILE_FORMATS[one].suffix));
  return format === undefined
    ? undefined
    : { name: name.slice(0, -FILE_FORMATS[format].suffix.length), format };
}

const asParameter = (section: string, name: string, format: string) => ({
  what: "has its format after the name, as a parameter: a name may hold dots itself",
  section,
  near: [itself(`${section}/${name}?format=${format}`)],
});

function missingTld(name: string): Missing {
  const file = suffixed(name);
  if (file !== undefined && knownTlds().includes(tldAsciiOf(file.name) ?? ""))
    return asParameter("/tlds", file.name, file.format);
  const near = nearest(tldAsciiOf(name) ?? name, knownTlds());
  return {
    what: "is not a top-level domain",
    section: "/tlds",
    near: near.map((tld) => ({ name: tldForPeople(tld), href: `/tlds/${tld}` })),
  };
}

async function missingProvider(db: Db, name: string): Promise<Missing> {
  const known = new Set((await listedProviders(db)).map(({ provider }) => provider));
  const file = suffixed(name);
  if (file !== undefined && known.has(file.name))
    return asParameter("/providers", file.name, file.format);
  return {
    what: "is not a provider that a published list names",
    section: "/providers",
    near: nearest(name, [...known]).map((zone) => ({ name: zone, href: `/providers/${zone}` })),
  };
}

async function missingRelease(db: Db, name: string): Promise<Missing> {
  const releases = await listReleases(db);
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
  const ids = releases.map(({ id }) => id);
  return {
    what: "is not the id of a release",
    section: "/releases",
    near: nearest(name, ids).map((id) => ({ name: id, href: `/releases/${id}` })),
  };
}

async function missingSeries(db: Db, search: string): Promise<Missing | null> {
  const state = parsePageQuery("/compare", parametersOf(search));
  const compared = state.ok ? await compareFigures(db, state.value) : null;
  if (compared === null || compared.ok) return null;
  const { kind, unknown } = compared.error;
  return {
    what: `knows no such series. ${unknownSeriesWords(compared.error)}`,
    section: "/compare",
    near: unknown.flatMap(({ near }) =>
      near.map((name) => ({
        name,
        href: `/compare?${new URLSearchParams({ [kind]: name.replace(/^\./, "") })}`,
      })),
    ),
  };
}

async function missingSide(db: Db, search: string): Promise<Missing> {
  const { from, to } = parametersOf(search);
  const ids = (await whySides(db)).map(({ release }) => release);
  const wrong = [from, to].flat().filter((id) => id !== undefined && !ids.includes(id));
  return {
    what: `knows no release ${wrong.join(" and ")} with DANE domains or providers`,
    section: "/why",
    near: wrong
      .flatMap((id) => nearest(id ?? "", ids))
      .map((id) => ({ name: id, href: `/why?to=${id}` })),
  };
}

/** Days of releases that are told of where one was asked for that is none. */
const MOST_DAYS = 5;

/** A day that is none, or a page that has no dated form: the same address at days of releases. */
async function missingDay(db: Db, path: string, today: IsoDate): Promise<Missing> {
  const [, , written = "", ...rest] = path.split("/");
  const page = `/${rest.join("/")}`;
  const dated = datedPath(path, today);
  const days = [
    ...new Set((await listReleases(db)).flatMap(({ asOf }) => (asOf === null ? [] : [asOf]))),
  ].sort((a, b) => (a < b ? 1 : -1));
  const [last = today] = days;
  const hasDatedForm = datedPath(datedAddress(last, page), today);
  if (dated === undefined || !("bad" in dated)) {
    const file = missingFile(page);
    return file === null
      ? { what: "is not among what can be dated", section: "", near: datedPages(last) }
      : {
          ...file,
          near: file.near.map(({ href }) => itself(datedAddress(dated?.day ?? last, href))),
        };
  }
  if (hasDatedForm === undefined || "bad" in hasDatedForm)
    return { what: `cannot be dated: ${dated.bad}`, section: "", near: datedPages(last) };
  const from = days.filter((day) => day.startsWith(written)).slice(0, MOST_DAYS);
  const near = from.length > 0 ? from : [...nearest(written, days, 2), ...days].slice(0, MOST_DAYS);
  return {
    what: `cannot be dated: ${dated.bad}. Any day can be asked for; these are of releases`,
    section: "",
    near: [...new Set(near)].map((day) => itself(datedAddress(day, page))),
  };
}

const datedPages = (day: IsoDate): Suggestion[] =>
  FILE_PAGES.map((page) => itself(datedAddress(day, page)));

/** A figure that is asked for by itself and is not: those that the page has in that state. */
async function missingFigure(
  db: Db,
  view: FigureView,
  page: string,
  search: string,
): Promise<Missing> {
  const elsewhere = {
    section: "",
    near: FILE_PAGES.map((one) => itself(viewAddress(view, one, ""))),
  };
  if (!hasFiles(page)) return { what: "is no page with figures. These have some", ...elsewhere };
  const { figure: _, theme: __, at: ___, ...state } = parametersOf(search);
  const found = await figuresOfPage(db, safelyDecoded(page), state);
  if (!found.ok)
    return {
      what:
        found.error.code === "bad_query"
          ? `has a state that its page does not take: ${found.error.problems.map(({ parameter, detail }) => `${parameter}: ${detail}`).join("; ")}`
          : "names nothing that there are figures of",
      ...elsewhere,
    };
  const figures = found.value.filter(({ chart }) => view === "/quote" || chart !== null);
  return {
    what:
      view === "/quote"
        ? "has no figure of that name in that state. It has these"
        : "has no chart of that name in that state and those revisions; themes are light, dark and auto. It has these",
    section: "",
    near: figures.map(({ id }) => ({
      name: id,
      href: viewAddress(view, page, stateQuery({ ...state, figure: id })),
    })),
  };
}

function missingFile(path: string): Missing | null {
  const page = FILE_PAGES.find((one) => path.startsWith(`${one}.`));
  return page === undefined
    ? null
    : {
        what: "is not an address of a file, and its page takes the format once: as one of these suffixes, or as the parameter format",
        section: page,
        near: FILE_FORMAT_NAMES.map((format) => itself(fileAddress(page, format))),
      };
}

/** What an address was meant to name, and what there is that is nearest to it. */
export async function missing(
  db: Db,
  path: string,
  search: string,
  today: IsoDate,
): Promise<Missing> {
  const [, kind = "", written = ""] = path.split("/");
  const name = safelyDecoded(written).toLowerCase().slice(0, 253);
  if (kind === "tlds" && name !== "") return missingTld(name);
  if (kind === "providers" && name !== "") return missingProvider(db, name);
  if (kind === "releases" && name !== "") return missingRelease(db, name);
  if (kind === "why") return missingSide(db, search);
  if (kind === "as-of") return missingDay(db, path, today);
  const view = FIGURE_VIEWS.find((one) => one === `/${kind}`);
  if (view !== undefined) return missingFigure(db, view, path.slice(view.length), search);
  const known = (kind === "compare" ? await missingSeries(db, search) : null) ?? missingFile(path);
  if (known !== null) return known;
  const pages = [...MAIN_SECTIONS, ...MORE_SECTIONS].map(({ href }) => href);
  return {
    what: "is not a page of this site",
    section: "",
    near: nearest(`/${kind}`, pages).map(itself),
  };
}
