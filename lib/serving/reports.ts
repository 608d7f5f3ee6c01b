/** Node's own type lacks it (https://nodejs.org/api/report.html, since 22.0). */
type Report = typeof process.report & { excludeNetwork: boolean };

/**
 * Keeps Node's diagnostic reports from looking up names of the other ends of connections. Native
 * packages ask for a report when they are loaded, to learn which C library there is, and it asks the
 * reverse DNS for each address, one after the other, while everybody waits: 20 seconds each where the
 * system's resolver does not answer.
 */
export function makeReportsWithoutLookUps(): void {
  (process.report as Report).excludeNetwork = true;
}
