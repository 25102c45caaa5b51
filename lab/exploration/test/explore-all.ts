/** Every scenario of a family within each of its limits, as tests. */

import { describe, expect, test } from 'vitest';
import { exploring, type Scenario } from '../scenario.ts';
import { EXPLORED_RUNS } from './explored.ts';
import { IS_THOROUGH, inWords, LIMITS, TIME_LIMIT_MS } from './limits.ts';
import { expectNoCounterexample, printSize } from './report.ts';

/** `promise` completes the name of each scenario to what users get. */
export function exploreAll<F extends keyof typeof LIMITS>(
  family: F,
  scenarios: Readonly<Record<keyof (typeof EXPLORED_RUNS)[F], Scenario>>,
  promise: string,
): void {
  const explored: Readonly<Record<string, ReadonlyArray<bigint>>> = EXPLORED_RUNS[family];
  describe.each(Object.entries<Scenario>(scenarios))('%s', (name, scenario) => {
    test.each(LIMITS[family].map((limits, index) => ({ limits, index, words: inWords(limits) })))(
      `${promise}: $words`,
      { timeout: TIME_LIMIT_MS },
      async ({ limits, index, words }) => {
        const exploration = await exploring(scenario, limits);
        printSize(`${name}, ${words}`, exploration);
        expectNoCounterexample(exploration);
        const pinned = (explored[name] ?? []).at(index - LIMITS[family].length);
        // What is explored thoroughly, which may be too much to pin, has all in it that is explored otherwise.
        if (IS_THOROUGH) expect(exploration.runs).toBeGreaterThanOrEqual(pinned ?? 0n);
        else expect(exploration.runs).toBe(pinned);
      },
    );
  });
}
