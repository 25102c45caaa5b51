/** Two messages about one call that meet in every order of their requests. */

import type { Limits } from '../../exploration/explore.ts';
import { exploring } from '../../exploration/scenario.ts';
import { ofNewCall, ofStoredCall } from '../../exploration/scenarios.ts';
import { broken, type Proof } from './proof.ts';

const SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 0 };
const LOST_REPLY: Limits = { switches: 0, crashes: 0, lostReplies: 1 };
const CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

const SCENARIOS = { ...ofNewCall, ...ofStoredCall };

function meeting(name: keyof typeof SCENARIOS, ...limits: ReadonlyArray<Limits>): Proof {
  return async () => {
    for (const each of limits) {
      const { counterexample } = await exploring(SCENARIOS[name], each);
      if (counterexample === undefined) continue;
      const { rule, message, timeline } = counterexample;
      return [broken(rule, [message, ...timeline].join('\n'))];
    }
    return [];
  };
}

export const meetingProofs = {
  'two notifications of one version meet': meeting('two notifications of one version', LOST_REPLY, CRASH),
  'two versions of a new call meet': meeting('two versions of a new call', SWITCHES, CRASH),
  'two versions that start on different days meet': meeting(
    'two versions that start on different days',
    CRASH,
  ),
  'two readings with one version number meet': meeting('two readings with one version number', CRASH),
  'two newer versions of a stored call meet': meeting('two newer versions of a stored call', SWITCHES),
  'somebody leaves a stored call, and a process ends': meeting('two versions that somebody has left', CRASH),
  'somebody leaves a call while its first version is settled': meeting(
    'a version that somebody has left beside the one before',
    SWITCHES,
  ),
  'a call that an earlier release stored meets a replay and a new version': meeting(
    'a replay beside a new version, over rows of an earlier release',
    CRASH,
  ),
} as const satisfies Readonly<Record<string, Proof>>;
