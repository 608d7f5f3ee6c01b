import "server-only";
import type { IsoDate } from "@/lib/model/calendar";

/** Today in UTC, for the age of figures; the response cache starts anew each day. */
export const today = (): IsoDate => new Date().toISOString().slice(0, 10);
