/**
 * Each safeguard of the protocol is missed when it is gone: the exploration finds what goes wrong without it.
 * That nothing goes wrong with it, within the same limits, is what the explorations beside this file show.
 */

import { describe, expect, test } from 'vitest';
import type { Limits } from '../explore.ts';
import { expectNoCounterexample } from '../report.ts';
import * as without from '../sabotage.ts';
import { exploring, type Scenario } from '../scenario.ts';
import { ofNewCall, ofStoredCall } from '../scenarios.ts';

const SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 0 };
const LOST_REPLY: Limits = { switches: 0, crashes: 0, lostReplies: 1 };
const CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

const oneVersion = ofNewCall['two notifications of one version'];
const twoVersions = ofNewCall['two versions of a new call'];
const acrossMidnight = ofNewCall['two versions that start on different days'];
const oneNumber = ofNewCall['two readings with one version number'];
const ofStored = ofStoredCall['two newer versions of a stored call'];

interface Loss {
  readonly safeguard: string;
  readonly gone: without.Sabotage;
  readonly scenario: Scenario;
  readonly limits: Limits;
  readonly leadsTo: RegExp;
}

const losses: ReadonlyArray<Loss> = [
  {
    safeguard: 'the ETag of the swap',
    gone: without.swapWithoutETag,
    scenario: twoVersions,
    limits: SWITCHES,
    leadsTo: /the head went back from v2/,
  },
  {
    safeguard: 'the comparison with the stored version',
    gone: without.olderReplacesNewer,
    scenario: twoVersions,
    limits: SWITCHES,
    leadsTo: /the head went back from v2/,
  },
  {
    safeguard: 'the head written after its rows',
    gone: without.headBeforeRows,
    scenario: twoVersions,
    limits: SWITCHES,
    leadsTo: /does not see a whole version/,
  },
  {
    safeguard: 'the second look after a refused swap',
    gone: without.refusalBelieved,
    scenario: oneVersion,
    limits: LOST_REPLY,
    leadsTo: /does not see a whole version/,
  },
  {
    safeguard: 'the sweep sparing generations above the head',
    gone: without.sweepingAllOthers,
    scenario: ofStored,
    limits: SWITCHES,
    leadsTo: /does not see a whole version/,
  },
  {
    safeguard: 'the order of readings with one version number',
    gone: without.sweepingByVersionNumberAlone,
    scenario: oneNumber,
    limits: CRASH,
    leadsTo: /does not see a whole version/,
  },
  {
    safeguard: 'the sweep',
    gone: without.sweepingNothing,
    scenario: twoVersions,
    limits: SWITCHES,
    leadsTo: /not the newest version alone/,
  },
  {
    safeguard: 'the sweep of other days',
    gone: without.sweepingOneDay,
    scenario: acrossMidnight,
    limits: CRASH,
    leadsTo: /not the newest version alone/,
  },
  {
    safeguard: 'the settling after a redelivery',
    gone: without.redeliveryUnnoticed,
    scenario: oneVersion,
    limits: CRASH,
    leadsTo: /not the newest version alone/,
  },
  {
    safeguard: 'the second look after settling',
    gone: without.settlingOnce,
    scenario: twoVersions,
    limits: SWITCHES,
    leadsTo: /not the newest version alone/,
  },
  {
    safeguard: 'the row of the day',
    gone: without.dayNotIndexed,
    scenario: oneVersion,
    limits: SWITCHES,
    leadsTo: /not the newest version alone/,
  },
];

describe('the exploration finds what goes wrong without', () => {
  test.each(losses)('$safeguard', async ({ gone, scenario, limits, leadsTo }) => {
    const { counterexample } = await exploring(scenario, limits, gone);
    expect(counterexample?.violation).toMatch(leadsTo);
    expect(counterexample?.timeline.length).toBeGreaterThan(0);
  });
});

test('rows that a lost attempt does not delete itself are swept when it begins again', async () => {
  for (const limits of [SWITCHES, CRASH]) {
    expectNoCounterexample(await exploring(twoVersions, limits, without.ownRowsStay));
  }
});

test('a counterexample is told as a timeline', async () => {
  const { counterexample } = await exploring(twoVersions, SWITCHES, without.swapWithoutETag);
  expect(counterexample?.timeline.at(-1)).toMatch(/^A1 {2}upsert CallRecords .* → done$/);
});
