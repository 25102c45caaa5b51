/** Every scenario of a list, killed at every request, as tests. */

import { describe, expect, test } from 'vitest';
import { inShort } from '../end-state.ts';
import { type Extent, enumerate } from '../enumerate.ts';
import { failureText, sizeText } from '../report.ts';
import { runScenario, whatIsWrong } from '../run-scenario.ts';
import type { CrashScenario } from '../scenario.ts';
import { accidentsAt, DEATHS, type Point, parseAt } from '../watch.ts';
import { pinnedFor } from './crash-points.ts';

/**
 * CRASHES=all runs everything, deaths twice in a row in every combination: tens of thousands of worlds, for hours.
 * CRASHES=500 runs all deaths and lost replies, and of each scenario 500 deaths twice in a row.
 * CRASH_AT=12-before,31-after runs that alone, of the scenarios that -t names.
 */
const { CRASHES, CRASH_AT, CRASHES_SEED = '1' } = process.env;

const TIME_LIMIT_MS = CRASHES === undefined ? 240_000 : 4 * 3_600_000;

export function killEverywhere(scenarios: ReadonlyArray<CrashScenario>): void {
  describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
    test('ends as if nothing had happened, whichever request a process ends at', {
      timeout: TIME_LIMIT_MS,
    }, async () => {
      if (CRASH_AT !== undefined) return await expectToEndWell(scenario, CRASH_AT);
      const pinned = pinnedFor(name);
      const extent = extentOf(pinned.extent);
      const enumeration = await enumerate(scenario, extent, Number(CRASHES_SEED));
      process.stdout.write(`${sizeText(enumeration)}\n`);
      expect(enumeration.failures.map(failureText).join('\n\n')).toBe('');
      const { undisturbed, deaths, lostReplies, pairs } = enumeration;
      expect(undisturbed.points.length).toBe(pinned.requests);
      expect(lostRepliesOf(undisturbed.points)).toBe(pinned.lostReplies);
      expect(inShort(undisturbed.end)).toBe(pinned.ends);
      expect(deaths).toBe(extent.deaths === 'all' ? 2 * pinned.requests : extent.deaths);
      expect(lostReplies).toBe(extent.lostReplies === 'all' ? pinned.lostReplies : extent.lostReplies);
      if (CRASHES === undefined) expect(pairs).toBe(pinned.pairs);
    });
  });
}

async function expectToEndWell(scenario: CrashScenario, accidents: string): Promise<void> {
  const strikes = parseAt(accidents);
  if (strikes === undefined) throw new Error(`CRASH_AT is not like 12-before,31-after: ${accidents}`);
  const run = await runScenario(scenario, strikes);
  const what = whatIsWrong(run, await runScenario(scenario));
  expect(what === undefined ? '' : failureText({ run, what })).toBe('');
}

function lostRepliesOf(points: ReadonlyArray<Point>): number {
  return points.flatMap(accidentsAt).filter((accident) => !DEATHS.includes(accident)).length;
}

function extentOf(brief: Extent): Extent {
  if (CRASHES === undefined) return brief;
  return { deaths: 'all', lostReplies: 'all', pairs: CRASHES === 'all' ? 'all' : Number(CRASHES) };
}
