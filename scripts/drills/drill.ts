/** A long campaign against the running whole; its dated results are kept in docs/drills. */
export type Drill = {
  /** Also the name of its report. */
  name: string;
  /** What it does, in a few words. */
  purpose: string;
  /** `sample`: what `npm test` has time for; 0 where another test or drill has a sample of it. */
  rounds: { full: number; sample: number };
  run(options: {
    rounds: number;
    /** An empty folder that the drill may fill. */
    folder: string;
    log: (line: string) => void;
  }): Promise<{ isSuccess: boolean; report: string[] }>;
};
