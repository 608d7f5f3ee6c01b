import type { RevisionFile } from "@/lib/model/release-file";
import type { Row } from "./figure-answer";
import { type InputRow, otherOf, rowsOf } from "./input-rows";

/** The page's state, by parameter. */
export type State = Readonly<Record<string, unknown>>;

type Make = (shown: readonly Row[], files: readonly RevisionFile[], state: State) => Row[];

const numberIn = (row: Row | undefined, name: string): number | null => {
  const value = row?.[name];
  return typeof value === "number" ? value : null;
};

const containing =
  (q: unknown) =>
  (name: string): boolean =>
    name.includes(String(q).trim().toLowerCase());

/** `/tlds`: each TLD's numbers from the tables that name it, and its share of the slide's sum. */
const tldRanking: Make = (shown, files, { q }) => {
  const signed = rowsOf(files, "dnssec-by-tld");
  const main = signed.filter(({ edition }) => edition === "main");
  const total =
    main.reduce((sum, row) => sum + (numberIn(row, "domains") ?? 0), 0) +
    otherOf(files, "dnssec-by-tld", "main");
  const of = (rows: readonly InputRow[], tld: unknown) => rows.find((row) => row.tld === tld);
  const [exact, bands, broken] = ["dane-by-tld", "cctld-dane-bands", "breakage-by-tld"].map((id) =>
    rowsOf(files, id),
  );
  const named = [signed, exact, bands, broken].flatMap((rows) =>
    (rows ?? []).map(({ tld }) => tld),
  );
  // A filter looks for names in both forms, which is left to the site: then those shown are made.
  const tlds = q === undefined ? [...new Set(named)] : shown.map(({ tld }) => tld);
  return tlds.map((tld) => {
    const domains = numberIn(of(main, tld), "domains");
    const earlier = signed.filter(({ edition }) => edition === "earlier");
    return {
      tld,
      dnssecDomains: domains,
      dnssecShare: domains === null ? null : Math.round((domains / total) * 1e6) / 1e6,
      earlierDnssecDomains: numberIn(of(earlier, tld), "domains"),
      daneDomains:
        numberIn(of(exact ?? [], tld), "domains") ??
        numberIn(of(bands ?? [], tld), "atLeastDomains"),
      breakage: numberIn(of(broken ?? [], tld), "share"),
    };
  });
};

/** `/providers`: where each provider stands in the dated lists. */
const providerIndex: Make = (_, files, { q = "" }) => {
  const dated = rowsOf(files, "top-providers").filter(({ asOf }) => asOf !== null);
  const names = new Set(dated.map(({ provider }) => String(provider)));
  return [...names].filter(containing(q)).map((provider) => {
    const own = dated.filter((row) => row.provider === provider);
    return {
      provider,
      lastDomains: numberIn(own.at(-1), "domains"),
      lastListed: own.at(-1)?.asOf ?? null,
      firstListed: own[0]?.asOf ?? null,
      mostDomains: Math.max(...own.map((row) => numberIn(row, "domains") ?? 0)),
      lists: own.length,
    };
  });
};

/** `/providers`: the providers one step away, and what later lists say of them. */
const almostDane: Make = (_, files) => {
  const dated = rowsOf(files, "top-providers").filter(({ asOf }) => asOf !== null);
  return rowsOf(files, "almost-dane-providers").map(({ provider, domains, missingStep, asOf }) => {
    const later = dated.filter(
      (row) => row.provider === provider && (row.asOf ?? "") > (asOf ?? ""),
    );
    return {
      ...{ provider, domains, missingStep },
      sinceAsOf: later[0]?.asOf ?? null,
      sinceDomains: numberIn(later.at(-1), "domains"),
    };
  });
};

/** `/well-known` with a filter. */
const wellKnown: Make = (_, files, { q = "" }) =>
  rowsOf(files, "well-known-domains").filter(({ domain }) => containing(q)(String(domain)));

/** A release's rows of a dataset, by the order of the manifest: the one before, the one after. */
function sides(files: readonly RevisionFile[], dataset: string): [InputRow[], InputRow[]] {
  const [from, to] = [files.at(0), files.at(-1)];
  return [
    from === undefined ? [] : rowsOf([from], dataset),
    to === undefined ? [] : rowsOf([to], dataset),
  ];
}

const changesByProvider = (files: readonly RevisionFile[]) => {
  const [before, after] = sides(files, "top-providers");
  const of = (rows: readonly InputRow[], provider: unknown) =>
    numberIn(
      rows.find((row) => row.provider === provider),
      "domains",
    );
  return (provider: unknown) => {
    const [was, is] = [of(before, provider), of(after, provider)];
    return { before: was, after: is, change: was === null || is === null ? null : is - was };
  };
};

/** `/why`: each provider's change. */
const providerMoves: Make = (shown, files) => {
  const moved = changesByProvider(files);
  return shown.map(({ provider }) => ({ provider, ...moved(provider) }));
};

/** `/why`: the change of the total, what providers in both lists explain, and what is left. */
const change: Make = (shown, files) => {
  const [before, after] = sides(files, "dane-domains");
  const [was, is] = [numberIn(before[0], "domains"), numberIn(after[0], "domains")];
  const total = was === null || is === null ? null : is - was;
  const moved = changesByProvider(files);
  const [listed] = sides(files, "top-providers");
  const explained = listed.reduce((sum, { provider }) => sum + (moved(provider).change ?? 0), 0);
  const parts: Record<string, number | null> = {
    total,
    providers_in_both: explained,
    remainder: total === null ? null : total - explained,
  };
  return shown.map(({ part }) => ({ part, change: parts[String(part)] ?? null }));
};

/** `/why`: what each release after the first tells of the change since the one before it, by cause. */
const causes: Make = (shown, files) => {
  const days = files.map(({ release }) => release.asOf ?? "");
  const [first = ""] = [...days].sort();
  const isBackwards = (days[0] ?? "") > (days.at(-1) ?? "");
  const rows = rowsOf(
    files.filter((_, i) => days[i] !== first),
    "dane-changes",
  );
  return shown.map(({ cause }) => {
    const sum = (change: string) =>
      rows
        .filter((row) => row.cause === cause && row.change === change)
        .reduce((all, row) => all + (numberIn(row, "domains") ?? 0), 0);
    const [gained, lost] = isBackwards
      ? [sum("lost"), sum("gained")]
      : [sum("gained"), sum("lost")];
    return { cause, gained, lost, change: gained - lost };
  });
};

/** Figures that no one question to the API gives, by page and id. */
export const DERIVED: Readonly<Record<string, Make>> = {
  "/tlds dnssec-by-tld": tldRanking,
  "/providers all-providers": providerIndex,
  "/providers almost-dane-providers": almostDane,
  "/well-known well-known-domains": wellKnown,
  "/why provider-changes": providerMoves,
  "/why change": change,
  "/why causes": causes,
};
