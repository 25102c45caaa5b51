/** A process that ends at any of its requests. */

import { enumerate } from '../../crash/enumerate.ts';
import { accidentsText } from '../../crash/report.ts';
import type { CrashScenario } from '../../crash/scenario.ts';
import { newCall } from '../../crash/scenarios/calls.ts';
import { firstSummary, resync } from '../../crash/scenarios/duties.ts';
import { broken, type Proof } from './proof.ts';

function endingAtAnyRequest(scenario: CrashScenario): Proof {
  return async () => {
    const { failures } = await enumerate(scenario, { deaths: 'all', lostReplies: 0, pairs: 0 }, 1);
    return failures.map((failure) => {
      const { rule, message } = failure.run.violations[0] ?? broken('complete', failure.what);
      return broken(rule, `${message} when ${accidentsText(failure.run)}`);
    });
  };
}

export const crashProofs = {
  'a process ends at any request for a new call': endingAtAnyRequest(newCall),
  'a process ends at any request of a resync': endingAtAnyRequest(resync),
  'a process ends at any request of a first summary': endingAtAnyRequest(firstSummary),
} as const satisfies Readonly<Record<string, Proof>>;
