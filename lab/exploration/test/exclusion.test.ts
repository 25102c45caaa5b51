/** Somebody is excluded from a call about which messages are delivered: in every order and with every accident. */

import { expect, test } from 'vitest';
import { exclusions, exploringExclusion, exploringLift } from '../exclusion.ts';
import type { Limits } from '../explore.ts';
import { expectNoCounterexample, printSize } from './report.ts';

/** The timer asks for so much that two switches take minutes: some million states. */
const LIMITS: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

/** They follow from the requests that the code makes: look at the difference before writing a new number. */
const EXPLORED: Readonly<Record<keyof typeof exclusions, bigint>> = {
  'a new call, notified twice': 432n,
  'two versions of a new call': 528n,
  'a stored call, of which a newer version comes': 6_040n,
  'a stored call that is notified again': 7_065n,
  'a newer version that was never committed, and comes again': 7_919n,
  'a newer version that was never settled, and comes again': 8_599n,
  'a stored call, withheld by two runs': 9_650n,
};

test.each(Object.keys(exclusions) as Array<keyof typeof exclusions>)(
  '%s leaves its withheld head alone, wherever a process ends: a switch, a crash',
  async (name) => {
    const exploration = await exploringExclusion(name, LIMITS);
    printSize(name, exploration);
    expectNoCounterexample(exploration);
    expect(exploration.runs).toBe(EXPLORED[name]);
  },
  300_000,
);

test('a call comes back whole after an exclusion was lifted, wherever a process ends: a switch, a crash', async () => {
  const exploration = await exploringLift(LIMITS);
  printSize('lifted', exploration);
  expectNoCounterexample(exploration);
  expect(exploration.runs).toBe(3_603n);
}, 300_000);
