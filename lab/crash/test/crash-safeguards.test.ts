/**
 * Each safeguard against crashes is missed when it is gone: some death shows what goes wrong without it. That nothing
 * goes wrong with it, at any request, is what the tests beside this file show.
 */

import { describe, expect, test } from 'vitest';
import type { Tables } from '../../../src/ports/storage.ts';
import { replacing } from '../../exploration/replacing.ts';
import { sweepingNothing } from '../../exploration/sabotage.ts';
import { withOwnMethods } from '../../worlds/world/own-methods.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { runDisturbed } from '../disturbed.ts';
import { enumerate } from '../enumerate.ts';
import { failureText } from '../report.ts';
import { runScenario } from '../run-scenario.ts';
import type { CrashScenario } from '../scenario.ts';
import { newCall } from '../scenarios/calls.ts';
import { resync } from '../scenarios/reconcile.ts';

type Sabotage = (world: SimulatedWorld) => void;

/** Stands between each instance and the tables. */
function through(sabotage: (tables: Tables) => Tables): Sabotage {
  return ({ tables }) => {
    const seenThrough = tables.seenThrough.bind(tables);
    tables.seenThrough = (wire) => {
      const seen = seenThrough(wire);
      const { table } = sabotage({ table: (name) => withOwnMethods(seen.table(name)) });
      return { ...seen, table };
    };
  };
}

/** Answers as soon as the message has left. */
const answersBeforeTheQueue: Sabotage = ({ queue }) => {
  const seenByProgram = queue.seenByProgram.bind(queue);
  queue.seenByProgram = (wire) => {
    const seen = seenByProgram(wire);
    return { ...seen, send: async (message, signal) => void seen.send(message, signal).catch(() => {}) };
  };
};

/** Ingest takes every delivery for the first one, after which nobody looks for what is left undone. */
const redeliveryUnnoticed: Sabotage = ({ queue }) => {
  const seenByHost = queue.seenByHost.bind(queue);
  queue.seenByHost = (wire, name) => {
    const seen = seenByHost(wire, name);
    return {
      ...seen,
      receive: async (...args) =>
        (await seen.receive(...args)).map((message) => ({ ...message, dequeueCount: 1 })),
    };
  };
};

/** Subscriptions say that all hours were made due before they are. */
const marksFirst = through((tables) => {
  const later: Array<() => Promise<void>> = [];
  const coverage = replacing(tables, ['Coverage'], ({ batch }) => ({
    batch: async (actions) =>
      actions.some(({ kind }) => kind === 'merge') ? void later.push(() => batch(actions)) : batch(actions),
  }));
  return replacing(coverage, ['Subscriptions'], ({ merge }) => ({
    async merge(row) {
      await merge(row);
      for (const write of later.splice(0)) await write();
    },
  }));
});

function without(safeguard: Sabotage, scenario: CrashScenario): CrashScenario {
  return {
    ...scenario,
    prepare(world, isDisturbed) {
      scenario.prepare?.(world, isDisturbed);
      safeguard(world);
    },
  };
}

const DEATHS = { deaths: 'all', lostReplies: 0, pairs: 0 } as const;

describe('a death shows what goes wrong without', () => {
  test.each([
    {
      safeguard: 'the wait for the queue before the answer',
      scenario: without(answersBeforeTheQueue, newCall),
      leadsTo: /accounted: .* answered with 2xx, and version 1 of .* is nowhere/,
      at: /before request 1: receive 1, request 1: send to queue/,
    },
    {
      safeguard: 'the settling after a redelivery',
      scenario: without(redeliveryUnnoticed, newCall),
      leadsTo: /rows of other generations are left/,
      at: /before request \d+: ingest 1, request \d+: batch Sessions/,
    },
    {
      safeguard: 'the sweep of what an earlier delivery left',
      scenario: without(through(sweepingNothing.through ?? ((tables) => tables)), newCall),
      leadsTo: /rows of other generations are left/,
      at: /ends after request \d+: ingest 1, request \d+: batch Participants/,
    },
    {
      safeguard: 'the hours made due before the mark that they are',
      scenario: without(marksFirst, resync),
      leadsTo: /an hour was passed over/,
      at: /after request \d+: reconcile 1, request \d+: merge Subscriptions/,
    },
  ])('$safeguard', async ({ scenario, leadsTo, at }) => {
    const { failures } = await enumerate(scenario, DEATHS, 1);
    const texts = failures.map(failureText).join('\n\n');
    expect(texts).toMatch(leadsTo);
    expect(texts).toMatch(at);
  });
});

test('an accident that does not happen shows nothing, and is no success', async () => {
  const undisturbed = await runScenario(newCall, []);
  const request = undisturbed.points.length + 1;
  const { failure } = await runDisturbed(newCall, [{ request, accident: 'before' }], undisturbed);
  expect(failure?.what).toMatch(/only 0 happened/);
});

test('a failure says what happened, and how to see it again', async () => {
  const scenario = without(answersBeforeTheQueue, newCall);
  const undisturbed = await runScenario(scenario, []);
  const { failure } = await runDisturbed(scenario, [{ request: 1, accident: 'before' }], undisturbed);
  const text = failure === undefined ? '' : failureText(failure);
  expect(text).toMatch(
    /^new call:\n {2}the process ends before request 1: receive 1, request 1: send to queue\n/,
  );
  expect(text).toMatch(/instance 1: ACCIDENT, before request 1/);
  expect(text).toMatch(/Again: npm run simulate -- --crashes --scenario 'new call' --at 1-before$/);
});
