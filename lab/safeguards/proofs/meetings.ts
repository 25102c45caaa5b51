/** Two messages about one call that meet in every order of their requests. */

import type { Limits } from '../../exploration/explore.ts';
import { ofNewCall, ofStoredCall } from '../../exploration/scenarios.ts';
import { explored, type Proof } from './proof.ts';

const SWITCHES: Limits = { switches: 2, crashes: 0, lostReplies: 0 };
const LOST_REPLY: Limits = { switches: 0, crashes: 0, lostReplies: 1 };
const CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

export const meetingProofs = {
  'two notifications of one version meet': explored(
    ofNewCall['two notifications of one version'],
    LOST_REPLY,
    CRASH,
  ),
  'two versions of a new call meet': explored(ofNewCall['two versions of a new call'], SWITCHES, CRASH),
  'two versions that start on different days meet': explored(
    ofNewCall['two versions that start on different days'],
    CRASH,
  ),
  'two readings with one version number meet': explored(
    ofNewCall['two readings with one version number'],
    CRASH,
  ),
  'two newer versions of a stored call meet': explored(
    ofStoredCall['two newer versions of a stored call'],
    SWITCHES,
  ),
  'a user leaves a stored call, and a process ends': explored(
    ofStoredCall['two versions that a user has left'],
    CRASH,
  ),
  'a user leaves a call while its first version is settled': explored(
    ofNewCall['a version that a user has left beside the one before'],
    SWITCHES,
  ),
  'a call that an earlier release stored meets a replay and a new version': explored(
    ofStoredCall['a replay beside a new version, over rows of an earlier release'],
    CRASH,
  ),
} as const satisfies Readonly<Record<string, Proof>>;
