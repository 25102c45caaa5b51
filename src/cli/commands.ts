/** Every command, in the order of the help. */

import { call } from './calls/call.ts';
import { calls } from './calls/calls.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { backfill } from './operating/backfill.ts';
import { coverage } from './operating/coverage.ts';
import { deadLetters } from './operating/dead-letters.ts';
import { pending } from './operating/pending.ts';
import { rebuild } from './operating/rebuild.ts';
import { replay } from './operating/replay.ts';
import { subscription } from './operating/subscription.ts';
import { status } from './status/status.ts';

export const commands: ReadonlyArray<Command> = [
  status,
  doctor,
  calls,
  call,
  coverage,
  pending,
  deadLetters,
  subscription,
  replay,
  backfill,
  rebuild,
];
