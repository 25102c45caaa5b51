/** Retention and a redelivered message, or two runs of retention, about one call: in every order and with every accident. */

import { expect, test } from 'vitest';
import { deletions, exploringDeletion } from '../deletion.ts';
import type { Limits } from '../explore.ts';
import { expectNoCounterexample, printSize } from './report.ts';

const LIMITS: Limits = { switches: 2, crashes: 1, lostReplies: 0 };

/** They follow from the requests that the code makes: look at the difference before writing a new number. */
const EXPLORED: Readonly<Record<keyof typeof deletions, bigint>> = {
  'a stored call': 7_386n,
  'a new version that was never committed, which somebody has left': 8_080n,
  'rows of an attempt that never committed': 928n,
  'a commit that was never settled': 986n,
  'a stored call, deleted by two runs': 49_748n,
};

test.each(Object.keys(deletions) as Array<keyof typeof deletions>)(
  '%s is deleted, or listed for the next run, wherever a process ends: two switches, a crash',
  async (name) => {
    const exploration = await exploringDeletion(name, LIMITS);
    printSize(name, exploration);
    expectNoCounterexample(exploration);
    expect(exploration.runs).toBe(EXPLORED[name]);
  },
);
