/** What summaries say beside the shares, in words: how sessions ended, and how complete the period is. */

import { counted, numeral, percent, percentCut } from '../wording/values.ts';
import type { Completeness } from './completeness.ts';
import { DROP_TARGET, SETUP_FAILURE_TARGET } from './poor-share.ts';
import type { SessionCounts } from './read-quality.ts';

/** How many of the sessions went wrong in one way. */
export interface SessionShare {
  readonly name: 'Not set up' | 'Dropped after that';
  readonly share: number;
  readonly isAboveTarget: boolean;
  /** `3 of 1,204 sessions` */
  readonly of: string;
  /** `target 1.0 %` */
  readonly target: string;
}

/** Of all media: a session that was not set up has no streams. Nothing where there is no session. */
export function sessionShares({ all, setupFailed, dropped }: SessionCounts): ReadonlyArray<SessionShare> {
  return [
    ...sessionShare('Not set up', { count: setupFailed, all, target: SETUP_FAILURE_TARGET }),
    ...sessionShare('Dropped after that', { count: dropped, all: all - setupFailed, target: DROP_TARGET }),
  ];
}

function sessionShare(
  name: SessionShare['name'],
  { count, all, target }: { readonly count: number; readonly all: number; readonly target: number },
): ReadonlyArray<SessionShare> {
  if (all === 0) return [];
  const share = count / all;
  const isAboveTarget = share > target;
  // Rounded, both may look the same.
  const above = percent(share) === percent(target) ? 'just above' : 'above';
  return [
    {
      name,
      share,
      isAboveTarget,
      of: `${numeral(count)} of ${counted(all, 'session')}`,
      target: `${isAboveTarget ? `${above} the target of` : 'target'} ${percent(target)}`,
    },
  ];
}

/** Whether every hour was listed, and every call that Graph is known to have is stored. */
export function isWhole(completeness: Completeness): boolean {
  return isClosed(completeness) && completeness.stored === completeness.known;
}

function isClosed({ hoursOpen, callsBeyond, callsBehind }: Completeness): boolean {
  return hoursOpen === 0 && callsBeyond === 0 && callsBehind === 0;
}

/** Without a percentage while hours are open: it would speak for calls that no list has shown. */
export function completenessText(completeness: Completeness): string {
  const { stored, known, hoursOpen, callsBeyond, callsBehind } = completeness;
  const isKnown = isClosed(completeness);
  if (known === 0 && isKnown) return 'Graph lists no call of these days';
  const share = isKnown ? `: ${percentCut(stored / known)}` : '';
  const parts = [
    known === 0
      ? 'Graph has listed no call'
      : `${numeral(stored)} of ${counted(known, 'call')} that Graph has listed are stored${share}`,
    ...(hoursOpen > 0 ? [`${counted(hoursOpen, 'hour')} still to be listed`] : []),
    ...(callsBeyond > 0 ? [`${counted(callsBeyond, 'stored call')} in no list yet`] : []),
    ...(callsBehind > 0 ? [`${counted(callsBehind, 'stored call')} not summed up yet`] : []),
  ];
  return parts.join('; ');
}
