import "server-only";

/** This instant, for the age of results; pages that say it are never kept. */
export const now = (): string => new Date().toISOString();
