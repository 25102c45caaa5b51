/** What a run of a scenario with accidents says. That safeguards are missed is shown in lab/safeguards. */

import { expect, test } from 'vitest';
import { failureText } from '../report.ts';
import { runScenario, whatIsWrong } from '../run-scenario.ts';
import { newCall } from '../scenarios/calls.ts';

test('an accident that does not happen shows nothing, and is no success', async () => {
  const undisturbed = await runScenario(newCall);
  const request = undisturbed.points.length + 1;
  const run = await runScenario(newCall, [{ request, accident: 'before' }]);
  expect(whatIsWrong(run, undisturbed)).toMatch(/only 0 happened/);
});

test('a failure says what happened, and how to see it again', async () => {
  const strikes = [{ request: 1, accident: 'before' }] as const;
  const run = await runScenario(newCall, strikes);
  const text = failureText({ run, what: 'it is nowhere' });
  expect(text).toMatch(
    /^new call:\n {2}the process ends before request 1: receive 1, request 1: send to queue\nit is nowhere\n/,
  );
  expect(text).toMatch(/instance 1: ACCIDENT, before request 1/);
  expect(text).toMatch(/Again: CRASH_AT=1-before npx vitest run lab\/crash -t 'new call'$/);
});
