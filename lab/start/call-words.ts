/** What is happening to a call, in words: the same in the live display and in plain lines. */

import { counted } from '../../src/cli/wording.ts';
import type { ObservedCall, PublishedVersion } from './observed-call.ts';
import { hasPages } from './story.ts';

/** Enough of an id to find the call in a table, and to tell calls of one run apart. */
export function shortId(callId: string): string {
  return callId.slice(0, 8);
}

export function stateInWords(call: ObservedCall): string {
  const { step } = call;
  switch (step.kind) {
    case 'ended':
      return 'ended';
    case 'notified':
      return call.stored.length === 0 ? 'notified' : `notified of v${call.newest?.version}`;
    case 'notFound':
      return step.until === undefined ? '404: not there yet' : '404: waits';
    case 'throttled':
      return step.retryAfter === undefined ? '429: waits' : `429: waits ${step.retryAfter} s`;
    case 'refused':
      return `${step.answer}: asks again`;
    case 'reading':
      return `reading v${step.version}${step.answers > 2 ? `, request ${step.answers}` : ''}`;
    case 'pending':
      return `pending: ${step.because}`;
    case 'stored':
      return `${call.isStoredAtNewest ? 'stored' : 'stored, not the newest:'} ${storedVersions(call)}`;
    case 'dead':
      return 'given up: see DeadLetters';
  }
}

/** `v1 → v2`, each version once although it may have been stored again. */
function storedVersions({ stored }: ObservedCall): string {
  return [...new Set(stored)].map((version) => `v${version}`).join(' → ');
}

/** What it took: shown beside the state of a stored call. */
export function effortInWords({ notFound, throttling, mostAnswers, newest }: ObservedCall): string {
  const waited = throttling?.waitedSeconds;
  return [
    notFound > 0 ? `404 ×${notFound}` : '',
    waited === undefined ? '' : `429 ${waited.toFixed(1)} s`,
    newest !== undefined && hasPages(newest) ? `${mostAnswers} requests` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** `2 participants, 1 session`, as Graph's record of that version has them. */
export function sizeInWords({ participants, sessions }: PublishedVersion): string {
  return `${counted(participants, 'participant')}, ${counted(sessions, 'session')}`;
}
