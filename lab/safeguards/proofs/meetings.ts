/** Two messages about one call that meet in every order of their requests. */

import type { Limits } from '../../exploration/explore.ts';
import { exploring, type Scenario } from '../../exploration/scenario.ts';
import { ofNewCall, ofStoredCall } from '../../exploration/scenarios.ts';
import { broken, type Proof } from './proof.ts';

const SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 0 };
const LOST_REPLY: Limits = { switches: 0, crashes: 0, lostReplies: 1 };
const CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

function meeting(scenario: Scenario, ...limits: ReadonlyArray<Limits>): Proof {
  return async () => {
    for (const each of limits) {
      const { counterexample } = await exploring(scenario, each);
      if (counterexample === undefined) continue;
      const { rule, message, timeline } = counterexample;
      return [broken(rule, [message, ...timeline].join('\n'))];
    }
    return [];
  };
}

export const meetingProofs = {
  'two notifications of one version meet': meeting(
    ofNewCall['two notifications of one version'],
    LOST_REPLY,
    CRASH,
  ),
  'two versions of a new call meet': meeting(ofNewCall['two versions of a new call'], SWITCHES, CRASH),
  'two versions that start on different days meet': meeting(
    ofNewCall['two versions that start on different days'],
    CRASH,
  ),
  'two readings with one version number meet': meeting(
    ofNewCall['two readings with one version number'],
    CRASH,
  ),
  'two newer versions of a stored call meet': meeting(
    ofStoredCall['two newer versions of a stored call'],
    SWITCHES,
  ),
} as const satisfies Readonly<Record<string, Proof>>;
