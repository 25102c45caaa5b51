/** The same story for outputs that are no terminal: one line for everything that happens. */

import { actsSeen } from './acts-seen.ts';
import { effortInWords, shortId, sizeInWords, stateInWords } from './call-words.ts';
import type { LocalEvent, Observed } from './observed.ts';
import type { ObservedCall } from './observed-call.ts';
import type { Act } from './scenario.ts';

export interface News {
  readonly event: LocalEvent;
  readonly before: Observed;
  readonly after: Observed;
  /** When it was heard of. */
  readonly now: Date;
}

/** What an event changed, in lines of text; none when it changed nothing worth a line. */
export function narrate(
  { event, before, after, now }: News,
  story: ReadonlyArray<Act>,
): ReadonlyArray<string> {
  const seconds = (now.getTime() - after.startedAt.getTime()) / 1000;
  const time = `${seconds.toFixed(1).padStart(6)} s`;
  return [
    ...begunAct(event, story),
    ...changedCalls(event, before, after),
    ...otherNews(event, before),
    ...newlySeenActs(before, after, story),
  ].map((text) => `${time}  ${text}`);
}

function begunAct(event: LocalEvent, story: ReadonlyArray<Act>): ReadonlyArray<string> {
  if (event.type !== 'actBegun') return [];
  return [`act ${event.act + 1} of ${story.length}: ${story[event.act]?.title ?? ''}`];
}

function newlySeenActs(before: Observed, after: Observed, story: ReadonlyArray<Act>): ReadonlyArray<string> {
  const seenBefore = actsSeen(story, before);
  return actsSeen(story, after).flatMap(({ title, state }, number) =>
    state.kind === 'seen' && seenBefore[number]?.state.kind !== 'seen'
      ? [`seen ${number + 1} of ${story.length}: ${title} (${state.words})`]
      : [],
  );
}

function changedCalls(event: LocalEvent, before: Observed, after: Observed): ReadonlyArray<string> {
  return callIdsIn(event).flatMap((callId) => {
    const was = before.calls.get(callId);
    const is = after.calls.get(callId);
    if (is === undefined || (was !== undefined && isSameNews(was, is))) return [];
    const what = `${shortId(callId)}  ${is.kind.padEnd(22)}  ${stateInWords(is)}`;
    const size = is.sizes.get(is.stored.at(-1) ?? 0);
    if (is.step.kind !== 'stored' || size === undefined) return [what];
    const effort = effortInWords(is);
    return [`${what} (${sizeInWords(size)}${effort === '' ? '' : `; ${effort}`})`];
  });
}

/** The pages of one reading are no news each. */
function isSameNews(was: ObservedCall, is: ObservedCall): boolean {
  if (was.step.kind === 'reading' && is.step.kind === 'reading') return was.step.version === is.step.version;
  return stateInWords(was) === stateInWords(is);
}

function callIdsIn(event: LocalEvent): ReadonlyArray<string> {
  if (event.type === 'notificationAnswered') {
    return [
      ...new Set(
        event.elements.flatMap(({ callId, forged }) => (callId === undefined || forged ? [] : [callId])),
      ),
    ];
  }
  const follows = ['callEnded', 'requestAnswered', 'callIngested'].includes(event.type);
  return follows && 'callId' in event && event.callId !== undefined ? [event.callId] : [];
}

/** An hour of which Graph lists other calls than before, or of which others are stored. */
function coverageNews(
  { hour, listed, stored }: Extract<LocalEvent, { readonly type: 'hourReconciled' }>,
  { hours }: Observed,
): ReadonlyArray<string> {
  const before = hours.get(hour) ?? { listed: 0, stored: 0 };
  if (before.listed === listed && before.stored === stored) return [];
  return [`coverage  hour ${hour}: ${stored} of ${listed} that Graph lists are stored`];
}

function otherNews(event: LocalEvent, before: Observed): ReadonlyArray<string> {
  switch (event.type) {
    case 'notificationsReceived':
      return event.forged > 0 ? [`forged    refused: ${event.forged} without the right clientState`] : [];
    case 'notificationAnswered':
      return event.accepted ? [] : [`a notification was not accepted: ${event.status}`];
    case 'hourReconciled':
      return coverageNews(event, before);
    case 'trouble':
      return [`trouble   ${event.message}`];
    case 'callsOver':
      return before.over === 'no' ? ['no more calls; waiting for what is under way'] : [];
    default:
      return [];
  }
}
