"use client";

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./time-chart.module.css";
import type { OverlayProps } from "./time-chart-recharts";

interface Props {
  title: string;
  /** The figures as JSON: one text costs the page less than its thousands of values. */
  inputJson: string;
  /** Whether there are years enough to choose from. */
  hasRange: boolean;
  /** The key, drawn by the server; the range control stands beside it. */
  legend: ReactNode;
  /** The static drawings, which stay where this fails. */
  children: ReactNode;
}

/** Loads the Recharts overlay once the chart is seen; until then, and if that fails, the static drawing stays. */
export function LiveTimeChart({ title, inputJson, hasRange, legend, children }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const [Overlay, setOverlay] = useState<ComponentType<OverlayProps> | null>(null);
  const [zoomed, setZoomed] = useState(false);

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
      <div ref={stage} className={zoomed ? `${styles.stage} ${styles.zoomed}` : styles.stage}>
        {children}
        {Overlay !== null && (
          <Overlay title={title} inputJson={inputJson} tools={tools} onZoom={setZoomed} />
        )}
      </div>
      <div className={styles.foot}>
        {legend}
        {hasRange && <div ref={setTools} className={styles.tools} />}
      </div>
    </>
  );
}
