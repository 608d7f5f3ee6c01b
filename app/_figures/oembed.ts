import type { Db } from "@/db/client";
import { type ApiAnswer, type ApiRequest, jsonAnswer, REVALIDATE } from "@/lib/api/answer";
import { invalidParameters, problemAnswer } from "@/lib/api/problem";
import type { IsoDate } from "@/lib/model/calendar";
import { datedAddress, datedPath } from "@/lib/model/dated-address";
import { FILE_PAGES, fileAddressOf, hasFiles, viewedPage } from "@/lib/model/page-files";
import { readPins } from "@/lib/model/revision-pin";
import { seenAsOf, seenIn } from "@/lib/stats/horizon";
import { embedCode, embedPath } from "./embed-code";
import { figureQuery } from "./figure-files";
import { type ViewedFigure, viewedFigure } from "./viewed-figure";

const WIDTH_PX = 720;
const NARROW_PX = 576;
/** The image of shape `wide`, in px. */
const THUMBNAIL = { width: 1_200, height: 675 } as const;
/** Heading, notes and source around a drawing. */
const WORDS_PX = 190;

const heightOf = (width: number): number =>
  Math.round(width > NARROW_PX ? width * 0.42 : Math.min(width, 480) * 0.9) + WORDS_PX;

/** The path of `/oembed` for an address of this site, which discovery links name. */
export const oembedAddress = (address: string): string =>
  `/oembed?${new URLSearchParams({ format: "json", url: address })}`;

/** The figure that an address shows; null where it shows none that is drawn. */
async function figureAt(
  db: Db,
  address: URL,
  publicUrl: string,
  today: IsoDate,
): Promise<(ViewedFigure & { isLive: boolean }) | null> {
  const dated = datedPath(address.pathname, today);
  if (dated !== undefined && "bad" in dated) return null;
  const path = dated?.path ?? address.pathname;
  const view = viewedPage(path);
  const page = decodeURIComponent(view?.page ?? path);
  if (!hasFiles(page)) return null;
  const parameters = Object.fromEntries(
    [...new Set(address.searchParams.keys())].map((name) => {
      const values = address.searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
  const { theme: _, at: __, ...state } = parameters;
  const pins = readPins(address.searchParams.getAll("at"));
  if (pins === null) return null;
  const anchor = address.hash.slice(1);
  const asOf = dated?.day ?? null;
  const found = await viewedFigure(
    asOf !== null ? seenAsOf(db, asOf) : pins.length > 0 ? seenIn(db, pins) : db,
    { publicUrl, prefix: asOf === null ? "" : datedAddress(asOf, ""), asOf, page },
    { ...(anchor === "" ? {} : { figure: anchor }), ...state },
    true,
  );
  // A live embed stays live; any other address gives the figure as it is now, for good.
  const isPinned = asOf !== null || pins.length > 0;
  return found === null ? null : { ...found, isLive: view?.view === "/embed" && !isPinned };
}

function sizeIn(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name) ?? "";
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** A path that is percent-encoded wrongly is no address of ours. */
function addressIn(text: string | null, publicUrl: string): URL | null {
  const address = text === null ? null : URL.parse(text, publicUrl);
  if (address === null || address.origin !== new URL(publicUrl).origin) return null;
  return /%(?![0-9a-f]{2})/i.test(address.pathname) ? null : address;
}

/** Answers `/oembed?url=…`. @see https://oembed.com */
export async function answerOembed(
  db: Db,
  request: ApiRequest,
  today: IsoDate,
): Promise<ApiAnswer> {
  const { publicUrl, url } = request;
  const { searchParams } = url;
  const format = searchParams.get("format") ?? "json";
  if (format !== "json")
    return problemAnswer(request, "not-implemented", "The only format is json.");
  if (!searchParams.has("url"))
    return invalidParameters(request, [
      { parameter: "url", detail: `Expected an address of this site, as ${publicUrl}/trends.` },
    ]);
  const address = addressIn(searchParams.get("url"), publicUrl);
  const found = address === null ? null : await figureAt(db, address, publicUrl, today);
  if (found === null)
    return problemAnswer(
      request,
      "unknown-figure",
      `That address shows no chart of this site. Charts are on ${FILE_PAGES.join(", ")}, /tlds/{tld} and /providers/{zone}.`,
    );
  const { figure, place, isLive } = found;
  const [mostWidth, mostHeight] = [
    sizeIn(searchParams, "maxwidth"),
    sizeIn(searchParams, "maxheight"),
  ];
  const width = Math.min(mostWidth ?? WIDTH_PX, 1_200);
  const height = Math.min(heightOf(width), mostHeight ?? 10_000);
  // A thumbnail has to keep within these as well (oEmbed §2.3.4), and ours has one size.
  const isThumbnailFit =
    (mostWidth ?? THUMBNAIL.width) >= THUMBNAIL.width &&
    (mostHeight ?? THUMBNAIL.height) >= THUMBNAIL.height;
  const image = fileAddressOf(place.page, "png", `${figureQuery(figure, place)}&shape=wide`);
  return jsonAnswer(
    {
      version: "1.0",
      type: "rich",
      title: figure.title,
      author_name: figure.source.name,
      ...(figure.source.url === null ? {} : { author_url: figure.source.url }),
      provider_name: "DANE & DNSSEC statistics",
      provider_url: publicUrl,
      cache_age: 86_400,
      ...(isThumbnailFit
        ? {
            thumbnail_url: publicUrl + place.prefix + image,
            thumbnail_width: THUMBNAIL.width,
            thumbnail_height: THUMBNAIL.height,
          }
        : {}),
      html: embedCode(figure, place, embedPath(figure, place, isLive), {
        width: "100%",
        heightPx: height,
      }),
      width,
      height,
    },
    { "cache-control": REVALIDATE },
    null,
  );
}
