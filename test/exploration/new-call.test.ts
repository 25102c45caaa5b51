/** Two ingests of one call that is new, in every order and with every accident within the limits. */

import { describe, expect, test } from 'vitest';
import { EXPLORED_RUNS } from './explored.ts';
import { IS_THOROUGH, LIMITS, TIME_LIMIT_MS } from './limits.ts';
import { expectNoCounterexample, printSize } from './report.ts';
import { exploring, fewestRuns } from './scenario.ts';
import { ofNewCall } from './scenarios.ts';

describe.each(Object.entries(ofNewCall))('%s', (name, scenario) => {
  test.each(LIMITS.newCall)(
    'show one whole version at every instant and leave the newest alone: %s',
    {
      timeout: TIME_LIMIT_MS,
    },
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
