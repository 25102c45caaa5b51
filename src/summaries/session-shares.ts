/** How the sessions of a period ended, in words: which share was not set up or dropped, against Microsoft's targets. */

import { counted, numeral, percent, percentBeside } from '../wording/values.ts';
import type { SessionFailure } from './calls-with-failures.ts';
import { DROP_TARGET, SETUP_FAILURE_TARGET } from './poor-share.ts';
import type { SessionCounts } from './read-quality.ts';

/** How many of the sessions went wrong in one way. */
export interface SessionShare {
  readonly name: 'Not set up' | 'Dropped after that';
  readonly failure: SessionFailure;
  /** `0.2 %` */
  readonly share: string;
  readonly count: number;
  readonly isAboveTarget: boolean;
  /** `3 of 1,204 sessions` */
  readonly of: string;
  /** `target 1.0 %` */
  readonly target: string;
}

/** Of all media: a session that was not set up has no streams. Nothing where there is no session. */
export function sessionShares({ all, setupFailed, dropped }: SessionCounts): ReadonlyArray<SessionShare> {
  return [
    ...sessionShare('notSetUp', { count: setupFailed, all, target: SETUP_FAILURE_TARGET }),
    ...sessionShare('dropped', { count: dropped, all: all - setupFailed, target: DROP_TARGET }),
  ];
}

const NAMES = { notSetUp: 'Not set up', dropped: 'Dropped after that' } as const;

function sessionShare(
  failure: SessionFailure,
  { count, all, target }: { readonly count: number; readonly all: number; readonly target: number },
): ReadonlyArray<SessionShare> {
  if (all === 0) return [];
  const share = count / all;
  const isAboveTarget = share > target;
  return [
    {
      name: NAMES[failure],
      failure,
      share: percentBeside(share, target),
      count,
      isAboveTarget,
      of: `${numeral(count)} of ${counted(all, 'session')}`,
      target: `${isAboveTarget ? 'above the target of' : 'target'} ${percent(target)}`,
    },
  ];
}
