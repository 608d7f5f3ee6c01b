/** A whole response, before it is compressed and given the headers that every response has. */
export type Rendered = {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string | readonly string[]>;
  body: Buffer;
  /** Of a page, all but its markup: what may have scripts that run. The body where it is missing. */
  shell?: Buffer;
};

/** The first value of a header, or an empty string. */
export function headerOf(rendered: Rendered, name: string): string {
  const value = rendered.headers.get(name);
  return (typeof value === "string" ? value : value?.[0]) ?? "";
}
