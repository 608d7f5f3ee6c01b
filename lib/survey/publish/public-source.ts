import path from "node:path";

/** A source as readers see it: of a file its name alone, since folders are the machine's own matter. */
export const publicSource = (source: string): string =>
  path.isAbsolute(source) ? path.basename(source) : source;
