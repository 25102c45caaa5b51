/** The same story for outputs that are not a terminal: one line for everything that happens. */

import { effortInWords, shortId, sizeInWords, stateInWords } from './call-words.ts';
import { killInWords, type LocalEvent, type Observed } from './observed.ts';
import type { ObservedCall } from './observed-call.ts';
import { type Act, actStates } from './story.ts';

/** Says what an event changed, in lines of text; nothing when it changed nothing worth a line. */
export type Narrate = (
  event: LocalEvent,
  observed: Observed,
  elapsedSeconds: number,
) => ReadonlyArray<string>;

export function createNarration(story: ReadonlyArray<Act>): Narrate {
  const told = new Map<string, string>();
  /** The line, unless the last one about the same subject said the same. */
  const once = (subject: string, news: string, line = news): ReadonlyArray<string> => {
    if (told.get(subject) === news) return [];
    told.set(subject, news);
    return [line];
  };
  const calls = (event: LocalEvent, observed: Observed) =>
    callIdsIn(event).flatMap((callId) => {
      const call = observed.calls.get(callId);
      return call === undefined ? [] : once(callId, newsOf(call), callLine(call));
    });
  const acts = (observed: Observed) =>
    actStates(story, observed).flatMap(({ title, state }, number) =>
      state.kind === 'seen'
        ? once(`act ${number}`, 'seen', `seen ${number + 1} of ${story.length}: ${title} (${state.words})`)
        : [],
    );
  const others = (event: LocalEvent): ReadonlyArray<string> => {
    switch (event.type) {
      case 'actBegun':
        return [`act ${event.act + 1} of ${story.length}: ${story[event.act]?.title ?? ''}`];
      case 'notificationsReceived':
        return event.forged > 0 ? [`forged    refused: ${event.forged} without the right clientState`] : [];
      case 'notificationAnswered':
        return event.accepted ? [] : [`a notification was not accepted: ${event.status}`];
      case 'hourReconciled': {
        const { hour, listed, stored } = event;
        if (listed === 0 && !told.has(hour)) return [];
        return once(hour, `coverage  hour ${hour}: ${stored} of ${listed} calls that Graph lists are stored`);
      }
      case 'trouble':
        return [`trouble   ${event.message}`];
      case 'hostKilled':
        return [killInWords(event)];
      case 'callsOver':
        return once('end', 'no more calls; waiting for calls in progress');
      default:
        return [];
    }
  };
  return (event, observed, elapsedSeconds) =>
    [...others(event), ...calls(event, observed), ...acts(observed)].map(
      (line) => `${elapsedSeconds.toFixed(1).padStart(6)} s  ${line}`,
    );
}

/** The pages of one reading are not news. */
function newsOf(call: ObservedCall): string {
  return call.step.kind === 'reading' ? `reading v${call.step.version}` : stateInWords(call);
}

function callLine(call: ObservedCall): string {
  const what = `${shortId(call.callId)}  ${call.kind.padEnd(22)}  ${stateInWords(call)}`;
  const size = call.published.find(({ version }) => version === call.stored.at(-1));
  if (call.step.kind !== 'stored' || size === undefined) return what;
  const effort = effortInWords(call);
  return `${what} (${sizeInWords(size)}${effort === '' ? '' : `; ${effort}`})`;
}

function callIdsIn(event: LocalEvent): ReadonlyArray<string> {
  switch (event.type) {
    case 'notificationAnswered':
      return event.elements.flatMap(({ callId, forged }) => (callId === undefined || forged ? [] : [callId]));
    case 'callEnded':
    case 'requestAnswered':
    case 'callRecordIngested':
      return event.callId === undefined ? [] : [event.callId];
    default:
      return [];
  }
}
