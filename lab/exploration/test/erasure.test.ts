/** Somebody is erased from a call about which messages are delivered: in every order and with every accident. */

import { expect, test } from 'vitest';
import { erasures, exploringErasure } from '../erasure.ts';
import type { Limits } from '../explore.ts';
import { IS_THOROUGH, TIME_LIMIT_MS } from './limits.ts';
import { expectNoCounterexample, printSize } from './report.ts';

/** The timer asks for so much that two switches take minutes: some million states. */
const LIMITS: Limits = { switches: IS_THOROUGH ? 2 : 1, crashes: 1, lostReplies: 0 };

/** They follow from the requests that the code makes: look at the difference before writing a new number. */
const EXPLORED: Readonly<Record<keyof typeof erasures, bigint>> = {
  'a stored call, of which a newer version comes': 10_276n,
  'a stored call that is notified again': 8_741n,
  'a newer version that was never committed, and comes again': 11_979n,
  'a newer version that was never settled, and comes again': 10_502n,
  'a stored call, stored again by two runs': 15_160n,
};

test.each(Object.keys(erasures) as Array<keyof typeof erasures>)(
  '%s is whole at every instant, and says nothing of the erased person after the last pass, wherever a process ends',
  async (name) => {
    const exploration = await exploringErasure(name, LIMITS);
    printSize(name, exploration);
    expectNoCounterexample(exploration);
    if (!IS_THOROUGH) expect(exploration.runs).toBe(EXPLORED[name]);
  },
  TIME_LIMIT_MS,
);
