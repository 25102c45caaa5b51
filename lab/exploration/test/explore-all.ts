/** Every scenario within every limit, as tests. */

import { describe, expect, test } from 'vitest';
import type { Limits } from '../explore.ts';
import { exploring, fewestRuns, type Scenario } from '../scenario.ts';
import { EXPLORED_RUNS } from './explored.ts';
import { IS_THOROUGH, TIME_LIMIT_MS } from './limits.ts';
import { expectNoCounterexample, printSize } from './report.ts';

/** Scenarios by name, limits with their words. */
export function exploreAll(
  scenarios: Readonly<Record<string, Scenario>>,
  limitsInWords: ReadonlyArray<readonly [string, Limits]>,
): void {
  describe.each(Object.entries(scenarios))('%s', (name, scenario) => {
    test.each(limitsInWords)(
      'show one whole version at every instant and leave the newest alone: %s',
      { timeout: TIME_LIMIT_MS },
      async (words, limits) => {
        const exploration = await exploring(scenario, limits);
        printSize(`${name}, ${words}`, exploration);
        expectNoCounterexample(exploration);
        expect(exploration.runs).toBeGreaterThan(await fewestRuns(scenario, limits));
        // The thorough explorations are too many to pin: the bound above holds them.
        const pinned = EXPLORED_RUNS[`${name}, ${words}`];
        if (!IS_THOROUGH) expect(BigInt(exploration.runs)).toBe(pinned);
      },
    );
  });
}
