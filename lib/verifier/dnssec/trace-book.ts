import type { DnssecReason, TraceStep, ZoneTrace } from "@/lib/model/dnssec";
import { asName, labelCount, type Name, parentOf, ROOT } from "../dns/name";
import { type Judgement, reasonOf } from "./judgement";

/** Collects what was looked at, zone by zone. */
export class TraceBook {
  private readonly zones = new Map<
    string,
    { status: Judgement["status"]; reason: DnssecReason | null; steps: Set<TraceStep> }
  >();

  private page(zone: string) {
    const known = this.zones.get(zone);
    if (known !== undefined) return known;
    const fresh = {
      status: "secure" as Judgement["status"],
      reason: null,
      steps: new Set<TraceStep>(),
    };
    this.zones.set(zone, fresh);
    return fresh;
  }

  add(zone: Name, step: TraceStep): void {
    this.page(zone).steps.add(step);
  }

  /** What came of the zone's keys. */
  conclude(zone: Name, judgement: Judgement): void {
    const page = this.page(zone);
    page.status = judgement.status;
    page.reason = reasonOf(judgement);
  }

  /** Takes over the pages of a zone or delegation that was judged before. */
  merge(trace: readonly ZoneTrace[]): void {
    for (const { zone, status, reason, steps } of trace) {
      const fresh = !this.zones.has(zone);
      const page = this.page(zone);
      if (fresh || status !== "secure") {
        page.status = status;
        page.reason = reason;
      }
      for (const step of steps) page.steps.add(step);
    }
  }

  /** The nearest zone at or above `name` that has a page; the root where none has. */
  nearest(name: Name): Name {
    for (let at: Name | null = name; at !== null; at = parentOf(at))
      if (this.zones.has(at)) return at;
    return ROOT;
  }

  /** From the root down. */
  pages(): ZoneTrace[] {
    const pages = [...this.zones].map(([zone, { status, reason, steps }]) => ({
      page: { zone, status, reason, steps: [...steps] },
      depth: labelCount(asName(zone)),
    }));
    return pages.sort((a, b) => a.depth - b.depth).map(({ page }) => page);
  }
}
