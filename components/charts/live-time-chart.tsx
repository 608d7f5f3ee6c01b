"use client";

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from "react";
import type { LiveTimeChartData } from "./live-time-chart-data";
import styles from "./time-chart.module.css";
import type { OverlayProps } from "./time-chart-recharts";

interface Props {
  data: LiveTimeChartData;
  /** The key, drawn by the server; the range control stands beside it. */
  legend: ReactNode;
  /** The static drawings, which stay where this fails. */
  children: ReactNode;
}

/** Loads the Recharts overlay once the chart is seen; until then, and if that fails, the static drawing stays. */
export function LiveTimeChart({ data, legend, children }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const [tools, setTools] = useState<HTMLDivElement | null>(null);
  const [Overlay, setOverlay] = useState<ComponentType<OverlayProps> | null>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      import("./time-chart-recharts").then(
        (module) => setOverlay(() => module.TimeChartOverlay),
        () => undefined,
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <>
      <div ref={stage} className={`${styles.stage} ${ready ? styles.live : ""}`}>
        {children}
        {Overlay !== null && <Overlay data={data} tools={tools} onReady={setReady} />}
      </div>
      <div className={styles.foot}>
        {legend}
        <div ref={setTools} className={styles.tools} />
      </div>
    </>
  );
}
