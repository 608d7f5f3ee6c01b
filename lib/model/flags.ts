import { z } from "zod";

/** Marks a figure carries wherever it is shown, as `docs/architecture.md` and the API say them. */
export const FIGURE_FLAGS = ["b", "p", "e", "u", "l", "i"] as const;
export const FigureFlag = z.enum(FIGURE_FLAGS);
export type FigureFlag = z.infer<typeof FigureFlag>;

/** What each flag means, in words for a reader; the word is short enough for a table. */
export const FLAG_MEANINGS: Record<FigureFlag, { word: string; meaning: string }> = {
  b: { word: "break", meaning: "The series breaks here: not comparable with the figures before." },
  p: { word: "provisional", meaning: "May still be revised." },
  e: { word: "approximate", meaning: "Rounded or stated as approximate by its source." },
  u: {
    word: "low reliability",
    meaning: "Few observations or an unexplained jump; read with care.",
  },
  l: { word: "lower bound", meaning: "The source says only “at least this many”." },
  i: {
    word: "partial list",
    meaning: "The list was read or published only in part; an absence means nothing.",
  },
};
