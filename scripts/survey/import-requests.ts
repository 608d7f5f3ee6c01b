import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Env } from "@/lib/env";
import { INPUT_KINDS, type InputKind } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { CzdsClient, type CzdsError } from "@/lib/survey/import/czds";
import { readMasterName } from "@/lib/survey/import/domain-text";
import { download } from "@/lib/survey/import/download";
import { placeOf } from "@/lib/survey/import/https-request";
import type { SourceRequest } from "@/lib/survey/import/import-source";
import { type FormatWishes, formatOf } from "@/lib/survey/import/input-format";

/** What `survey import` was asked for, as text. */
export type ImportArguments = {
  places: readonly string[];
  /** The folder that relative paths start from. */
  invokedFrom: string;
  czds: string | undefined;
  kind: string | undefined;
  column: string | undefined;
  zone: string | undefined;
  name: string | undefined;
  anySize: boolean;
};

/** A sentence for whoever typed the command. */
export type BadArgument = { code: string; message: string };

const bad = (message: string) => err<BadArgument>({ code: "bad_argument", message });

/** Who asks, for those who are asked. */
export const userAgentOf = (env: Env): string =>
  `dane-stats${env.contact === undefined ? "" : ` (${env.contact})`}`;

/** Checks what was typed, and turns files, folders and addresses into sources. */
export function requestsOf(args: ImportArguments, env: Env): Result<SourceRequest[], BadArgument> {
  const wishes = wishesOf(args);
  if (!wishes.ok) return wishes;
  const requests: SourceRequest[] = [];
  for (const place of args.places) {
    const found = /^[a-z][a-z0-9+.-]*:\/\//i.test(place)
      ? addressRequest(place, wishes.value, env)
      : fileRequests(path.resolve(args.invokedFrom, place), wishes.value);
    if (!found.ok) return found;
    requests.push(...found.value);
  }
  if (args.name === undefined) return ok(requests);
  const [only] = requests;
  if (requests.length === 1 && only !== undefined) return ok([{ ...only, source: args.name }]);
  return ok(
    requests.map((request) => ({
      ...request,
      source: `${args.name}/${path.basename(request.source)}`,
    })),
  );
}

function wishesOf({ kind, column, zone }: ImportArguments): Result<FormatWishes, BadArgument> {
  if (kind !== undefined && !(INPUT_KINDS as readonly string[]).includes(kind))
    return bad(`--kind is one of ${INPUT_KINDS.join(", ")}.`);
  if (column === "" || column === "0") return bad("--column is a name, or a number from 1.");
  const number = column !== undefined && /^\d{1,4}$/.test(column) ? Number(column) : null;
  const origin = zone === undefined ? null : readMasterName(zone, "");
  if (origin?.ok === false) return bad("--zone is the name of a zone, such as nl.");
  return ok({
    kind: (kind as InputKind | undefined) ?? null,
    column: number ?? column ?? null,
    zone: origin === null ? null : origin.value,
  });
}

const unknownFormat = (place: string) =>
  bad(`${place}: say with --kind whether it is a zone, a list or csv; its name does not tell.`);

function addressRequest(
  place: string,
  wishes: FormatWishes,
  env: Env,
): Result<SourceRequest[], BadArgument> {
  const url = URL.canParse(place) ? new URL(place) : null;
  if (url === null || url.protocol !== "https:")
    return bad("Lists are fetched over https only, and one address does not begin with it.");
  if (url.username !== "" || url.password !== "")
    return bad(`${placeOf(url)}: an address may not hold a name or a password.`);
  const format = formatOf(path.basename(url.pathname), wishes);
  if (!format.ok) return unknownFormat(placeOf(url));
  const options = { userAgent: userAgentOf(env) };
  return ok([
    {
      source: placeOf(url),
      origin: {
        place: placeOf(url),
        fetch: (file, known) =>
          download(url, file, { ...options, ...(known === undefined ? {} : { known }) }),
      },
      format: format.value,
    },
  ]);
}

function fileRequests(root: string, wishes: FormatWishes): Result<SourceRequest[], BadArgument> {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) return bad(`There is no ${root}.`);
  const files = stats.isDirectory()
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
        .map((entry) => path.join(root, entry.name))
        .sort()
    : [root];
  if (files.length === 0) return bad(`There is no file in ${root}.`);
  const requests: SourceRequest[] = [];
  for (const file of files) {
    const format = formatOf(path.basename(file), wishes);
    if (!format.ok) return unknownFormat(file);
    requests.push({ source: file, origin: { file }, format: format.value });
  }
  return ok(requests);
}

/** The zones of CZDS that were asked for. */
export async function czdsRequests(
  czds: string,
  env: Env,
): Promise<Result<SourceRequest[], BadArgument | CzdsError>> {
  if (env.czdsLogin === undefined)
    return bad("CZDS needs CZDS_USERNAME and CZDS_PASSWORD in the environment.");
  const client = new CzdsClient({
    ...env.czdsLogin,
    accountUrl: env.czdsAccountUrl,
    apiUrl: env.czdsApiUrl,
    userAgent: userAgentOf(env),
  });
  const links = await client.links();
  if (!links.ok) return links;
  const wanted = czds === "all" ? null : new Set(czds.toLowerCase().split(","));
  const missing = [...(wanted ?? [])].filter(
    (tld) => !links.value.some((link) => link.tld === tld),
  );
  if (missing.length > 0) return bad(`CZDS has no link to ${missing.join(", ")} for this account.`);
  return ok(
    links.value
      .filter(({ tld }) => wanted === null || wanted.has(tld))
      .map((link) => ({
        source: `czds:${link.tld}`,
        origin: {
          place: placeOf(link.url),
          fetch: (file, known) => client.fetch(link, file, known),
        },
        format: { kind: "zone", origin: link.tld },
      })),
  );
}
