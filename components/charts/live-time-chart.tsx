"use client";

import { type ComponentType, useCallback, useEffect, useState } from "react";
import { CHART_INPUT, LIVE_CHART, RANGE_TOOLS, ZOOMED } from "./live-chart-marks";
import type { OverlayProps } from "./time-chart-recharts";

/** Loads the Recharts overlay once the chart is seen; until then, and if that fails, the static drawing stays. */
export function LiveTimeChart({ stage }: { stage: HTMLElement }) {
  const [Overlay, setOverlay] = useState<ComponentType<OverlayProps> | null>(null);
  const onZoom = useCallback(
    (zoomed: boolean) => void stage.toggleAttribute(ZOOMED, zoomed),
    [stage],
  );

  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      import("./time-chart-recharts").then(
        (module) => setOverlay(() => module.TimeChartOverlay),
        () => undefined,
      );
    });
    observer.observe(stage);
    return () => observer.disconnect();
  }, [stage]);

  const inputJson = stage.querySelector(CHART_INPUT)?.textContent;
  if (Overlay === null || inputJson == null) return null;
  return (
    <Overlay
      title={stage.getAttribute(LIVE_CHART) ?? ""}
      inputJson={inputJson}
      tools={stage.parentElement?.querySelector<HTMLElement>(`[${RANGE_TOOLS}]`) ?? null}
      onZoom={onZoom}
    />
  );
}
