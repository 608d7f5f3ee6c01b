/** The attribute of the field that the key leads to. */
export const SEARCH_FIELD = "data-search-field";

/** What takes letters itself. */
const TYPED_INTO = "input, textarea, select, [contenteditable]";

/** Leads the key `/` to the field of search, unless it is typed into something. @returns how to stop */
export function listenForSearchKey(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(TYPED_INTO) !== null) return;
    const field = document.querySelector<HTMLInputElement>(`[${SEARCH_FIELD}]`);
    if (field === null) return;
    event.preventDefault();
    field.select();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
