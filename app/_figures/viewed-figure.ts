import type { Db } from "@/db/client";
import { hasFiles, stateQuery } from "@/lib/model/page-files";
import type { QueryParameters } from "@/lib/model/page-query";
import type { FilePlace } from "./figure-files";
import { figuresOfPage } from "./figures-of-page";
import type { PageFigure } from "./page-figure";

/** One figure of a page, to be shown by itself. */
export interface ViewedFigure {
  figure: PageFigure;
  place: FilePlace;
}

/**
 * The figure that a view's address names, the page's first one where it names none; null for a page,
 * a state or a figure that there is not.
 *
 * @param page path of the page, names in it decoded.
 * @param drawn only figures that have a chart.
 */
export async function viewedFigure(
  db: Db,
  where: Pick<FilePlace, "publicUrl" | "prefix" | "asOf" | "page">,
  parameters: QueryParameters,
  drawn = false,
): Promise<ViewedFigure | null> {
  if (!hasFiles(where.page)) return null;
  const { figure: id, ...state } = parameters;
  const figures = await figuresOfPage(db, where.page, state);
  if (!figures.ok) return null;
  const figure = figures.value.find(
    (one) => (id === undefined || one.id === id) && (!drawn || one.chart !== null),
  );
  if (figure === undefined) return null;
  return { figure, place: { ...where, query: stateQuery(state) } };
}
