// How a live chart finds its parts in the markup that the server made.

/** The attribute of a stage that Recharts may take over; its value is the chart's title. */
export const LIVE_CHART = "data-live-chart";
/** All such stages. */
export const LIVE_CHARTS = `[${LIVE_CHART}]`;
/** The figures as JSON, inside the stage. */
export const CHART_INPUT = 'script[type="application/json"]';
/** The place of the range control, beside the stage. */
export const RANGE_TOOLS = "data-range-tools";
/** Set on a stage whose drawing has given way to a chosen range. */
export const ZOOMED = "data-zoomed";
