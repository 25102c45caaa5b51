/** What an exploration found, for readers. */

import type { Exploration } from '../explore.ts';

/** Prints how much was explored, so that a test run shows when it becomes less. */
export function printSize(what: string, { states, transitions, runs }: Exploration): void {
  const count = (value: number | bigint) => value.toLocaleString('en-US');
  process.stdout.write(
    `${what}: ${count(runs)} runs, ${count(states)} states, ${count(transitions)} steps\n`,
  );
}

/** Throws what was wrong, with all that led there. */
export function expectNoCounterexample({ counterexample }: Exploration): void {
  if (counterexample === undefined) return;
  const { message, timeline } = counterexample;
  throw new Error([message, ...timeline].join('\n'));
}
