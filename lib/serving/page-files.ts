import { askedFile, hasFiles } from "@/lib/model/page-files";
import { askedRevisionFile, REVISION_FILES } from "@/lib/model/release-file";

/** Where the handlers of pages' files live; visitors cannot ask for them directly. */
export const FILES_PREFIX = "/files/";

/** Whether an inner address asks for an image, the one file that costs a thread for a while. */
export const isImageUrl = (inner: string): boolean => inner.startsWith(`${FILES_PREFIX}png/`);

/**
 * The inner address of the file that a request asks for, `/files/csv/trends?…` for `/trends.csv?…`;
 * undefined for anything else, so also for a suffix that no page has.
 */
export function pageFileUrl(path: string, search: string): string | undefined {
  const release = askedRevisionFile(path);
  if (release !== undefined)
    return `${FILES_PREFIX}${REVISION_FILES}/${release.id}/${release.revision}${search}`;
  const query = new URLSearchParams(search);
  const given = query.getAll("format");
  if (given.length > 0 && !hasFiles(path)) return undefined;
  const [format = null] = given;
  const file = askedFile(path, format);
  if (given.length === 0 && file === undefined) return undefined;
  query.delete("format");
  const inner = file === undefined || given.length > 1 ? `unknown${path}` : file.format + file.page;
  return `${FILES_PREFIX}${inner}${query.size === 0 ? "" : `?${query}`}`;
}
