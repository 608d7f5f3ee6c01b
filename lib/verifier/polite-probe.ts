import type { Probe, ProbeAttempt } from "./check-io";

/** What a probe comes to that the deadline did not let begin. */
export const NOT_BEGUN: readonly ProbeAttempt[] = [
  { keyType: "any", outcome: { kind: "no_session", fault: "connection_timeout", detail: null } },
];

/**
 * A probe that never holds two sessions at once with one address. A survey wraps its probe once,
 * for all the checks it runs side by side.
 */
export function politeProbe(probe: Probe): Probe {
  const turns = new Map<string, Promise<unknown>>();
  return (target, signal) => {
    const before = turns.get(target.address) ?? Promise.resolve();
    const answer = before.then(() => (signal.aborted ? NOT_BEGUN : probe(target, signal)));
    const turn = answer.then(
      () => {},
      () => {},
    );
    turns.set(target.address, turn);
    void turn.then(() => {
      if (turns.get(target.address) === turn) turns.delete(target.address);
    });
    return answer;
  };
}

/** A probe that asks each question once: for one check, in which hosts may share addresses. */
export function rememberingProbe(probe: Probe): Probe {
  const answers = new Map<string, Promise<readonly ProbeAttempt[]>>();
  return (target, signal) => {
    const question = JSON.stringify([target.address, target.port, target.serverName]);
    const answer = answers.get(question) ?? probe(target, signal);
    answers.set(question, answer);
    return answer;
  };
}
