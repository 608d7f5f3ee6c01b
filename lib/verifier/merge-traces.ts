import type { TraceStep, ZoneTrace } from "@/lib/model/dnssec";
import { asName, labelCount } from "./dns/name";

/** Steps of one zone that a report shows; a hostile zone could make any number. */
export const MAX_STEPS_PER_ZONE = 200;

/**
 * Puts the traces of several look-ups together: each zone once, from the root down, each step once
 * in the order of its first appearance. A zone keeps the status of the look-up that went worst.
 */
export function mergeTraces(traces: readonly (readonly ZoneTrace[])[]): ZoneTrace[] {
  const zones = new Map<string, { page: ZoneTrace; steps: Map<string, TraceStep> }>();
  for (const page of traces.flat()) {
    const known = zones.get(page.zone) ?? { page, steps: new Map<string, TraceStep>() };
    if (known.page.status === "secure" && page.status !== "secure") known.page = page;
    for (const step of page.steps) {
      if (known.steps.size >= MAX_STEPS_PER_ZONE) break;
      const key = JSON.stringify(step);
      if (!known.steps.has(key)) known.steps.set(key, step);
    }
    zones.set(page.zone, known);
  }
  return [...zones.values()]
    .map(({ page, steps }) => ({ ...page, steps: [...steps.values()] }))
    .sort((a, b) => labelCount(asName(a.zone)) - labelCount(asName(b.zone)));
}
