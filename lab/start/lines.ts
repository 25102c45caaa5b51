/** Lines about what happens. */

import type { ObservedCall } from './observed-call.ts';
import type { Paint, Style } from './paint.ts';
import { type ActState, hasPages } from './story.ts';

const TITLE_COLUMNS = 39;

export function actLine(title: string, state: ActState, paint: Paint): string {
  switch (state.kind) {
    case 'toCome':
      return paint('quiet', `  · ${title}`);
    case 'playing':
      return `${paint('busy', '  ▸ ')}${title}`;
    case 'seen':
      return paint('good', '  ✔ ') + title.padEnd(TITLE_COLUMNS) + paint('quiet', state.words);
  }
}

const KIND_COLUMNS = 22;
const PEOPLE_COLUMNS = 7;
const SESSIONS_COLUMNS = 9;

export function callLine(call: ObservedCall, now: Date, paint: Paint): string {
  const { participants = '', sessions = '' } = call.newest ?? {};
  const effort = call.step.kind === 'stored' ? effortInWords(call) : '';
  return [
    paint('quiet', `  ${shortId(call.callId)}`),
    `  ${call.kind.padEnd(KIND_COLUMNS)}`,
    `${participants}`.padStart(PEOPLE_COLUMNS),
    `${sessions}`.padStart(SESSIONS_COLUMNS),
    '  ',
    paint(styleOf(call), stateInWords(call) + untilInWords(call, now)),
    effort === '' ? '' : paint('quiet', `  ${effort}`),
  ].join('');
}

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
    case 'reading':
      return `reading v${step.version}${step.answers > 2 ? `, request ${step.answers}` : ''}`;
    case 'waiting':
      return step.why;
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

function styleOf({ step, isStoredAtNewest }: ObservedCall): Style {
  switch (step.kind) {
    case 'ended':
      return 'quiet';
    case 'stored':
      return isStoredAtNewest ? 'good' : 'busy';
    case 'dead':
      return 'bad';
    case 'notified':
    case 'reading':
    case 'waiting':
      return 'busy';
  }
}

/** When a call that waits is tried again: the functions look every few seconds for what is due. */
function untilInWords({ step }: ObservedCall, now: Date): string {
  if (step.kind !== 'waiting' || step.until === undefined) return '';
  const seconds = Math.ceil((step.until.getTime() - now.getTime()) / 1000);
  return seconds > 0 ? ` ${seconds} s` : ', due';
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
