/** The attribute of blocks whose text can be copied. */
export const COPY_BLOCKS = "data-copy";
/** The attribute of the element that shows how far a check is. */
export const PROGRESS = "data-progress";
