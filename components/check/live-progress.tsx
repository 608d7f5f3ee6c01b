"use client";

import { useEffect, useState } from "react";
import type { CheckProgress } from "@/lib/model/check-progress";
import { type CheckSoFar, withStage } from "./progress-stages";
import { ProgressView } from "./progress-view";

/** Before the page is asked again where the stream is refused, in milliseconds. */
const WITHOUT_STREAM_MS = 4000;

/** How far a check is, as the stream tells it: what of a summary is shown. */
type Told = { state: "queued" | "running"; position: number | null };

export interface LiveProgressProps extends Told {
  id: string;
  soFar: CheckSoFar;
}

/**
 * The progress of a check as it happens; at the end the page is asked again, which then has the
 * result. What the server knew is there without a script, and the page then refreshes itself.
 */
export function LiveProgress({ id, state, position, soFar }: LiveProgressProps) {
  const [told, setTold] = useState<Told>({ state, position });
  const [known, setKnown] = useState(soFar);
  useEffect(() => {
    const stream = new EventSource(`/api/v1/checks/${id}/events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => window.location.reload();
    stream.addEventListener("stage", ({ data }: MessageEvent<string>) => {
      const stage = JSON.parse(data) as CheckProgress;
      setKnown((before) => withStage(before, stage));
    });
    stream.addEventListener("state", ({ data }: MessageEvent<string>) => {
      const summary = JSON.parse(data) as { state: string; position: number | null };
      if (summary.state === "queued" || summary.state === "running")
        setTold({ state: summary.state, position: summary.position });
    });
    for (const end of ["done", "failed"])
      stream.addEventListener(end, () => {
        stream.close();
        again();
      });
    stream.addEventListener("error", () => {
      // A connection that was cut comes back by itself; one that was refused does not.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(again, WITHOUT_STREAM_MS);
    });
    return () => {
      stream.close();
      clearTimeout(timer);
    };
  }, [id]);
  return <ProgressView {...told} soFar={known} />;
}
