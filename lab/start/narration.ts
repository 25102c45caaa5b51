/** What is shown of a run: one line for everything that happens. */

import type { Scenario } from './demonstration.ts';
import { actLine, callLine, stateInWords } from './lines.ts';
import { killInWords, type LocalEvent, type Observed } from './observed.ts';
import type { ObservedCall } from './observed-call.ts';
import type { Paint } from './paint.ts';
import { actStates } from './story.ts';

/** Says what an event changed, in lines of text; nothing when it changed nothing worth a line. */
export type Narrate = (
  event: LocalEvent,
  observed: Observed,
  elapsedSeconds: number,
) => ReadonlyArray<string>;

/** Trouble that repeats within this tells nothing new. */
const FOLDED_MS = 60_000;

export function createNarration({ story, exit }: Pick<Scenario, 'story' | 'exit'>, paint: Paint): Narrate {
  const told = new Map<string, string>();
  /** The line, unless the last one about the same subject said the same. */
  const once = (subject: string, news: string, line: string): ReadonlyArray<string> => {
    if (told.get(subject) === news) return [];
    told.set(subject, news);
    return [line];
  };
  const repeated = new Map<string, { readonly saidAt: number; unsaid: number }>();
  /** The line, at most once a minute; then with how often it would have been said between. */
  const folded = (line: string, at: Date): ReadonlyArray<string> => {
    const last = repeated.get(line);
    if (last !== undefined && at.getTime() - last.saidAt < FOLDED_MS) {
      last.unsaid += 1;
      return [];
    }
    repeated.set(line, { saidAt: at.getTime(), unsaid: 0 });
    return [last === undefined || last.unsaid === 0 ? line : `${line}, and ${last.unsaid} times before`];
  };
  const calls = (event: LocalEvent, observed: Observed) =>
    callIdsIn(event).flatMap((callId) => {
      const call = observed.calls.get(callId);
      return call === undefined ? [] : once(callId, newsOf(call), callLine(call, event.at, paint));
    });
  const acts = (observed: Observed) =>
    actStates(story, observed).flatMap(({ title, state }) =>
      state.kind === 'toCome' ? [] : once(title, state.kind, actLine(title, state, paint)),
    );
  const others = (event: LocalEvent): ReadonlyArray<string> => {
    switch (event.type) {
      case 'notificationsReceived':
        return event.forged > 0 ? [`  forged: ${event.forged} refused, without the right clientState`] : [];
      case 'notificationAnswered':
        return event.accepted ? [] : folded(`  a notification was not accepted: ${event.status}`, event.at);
      case 'hourReconciled': {
        const { hour, listed, stored } = event;
        if (listed === 0 && !told.has(hour)) return [];
        const line = `  hour ${hour}: ${stored} of ${listed} calls that Graph lists are stored`;
        return once(hour, line, line);
      }
      case 'trouble':
        return folded(`  trouble: ${event.message}`, event.at);
      case 'hostKilled':
        return [`  ${killInWords(event)}`];
      case 'callsHeldBack':
        return [`  no new calls for now: ${event.waiting} wait to be stored`];
      case 'callsGoOn':
        return ['  new calls again'];
      case 'callsOver':
        if (event.interrupted)
          return ['  waiting for calls in progress; Ctrl-C again stops without a verdict'];
        return [`  no more calls; ${exit ? 'waiting for calls in progress' : 'Ctrl-C shows the verdict'}`];
      default:
        return [];
    }
  };
  return (event, observed, elapsedSeconds) =>
    [...others(event), ...calls(event, observed), ...acts(observed)].map(
      (line) => `${elapsedSeconds.toFixed(1).padStart(6)} s${line}`,
    );
}

/** The pages of one reading are not news. */
function newsOf(call: ObservedCall): string {
  return call.step.kind === 'reading' ? `reading v${call.step.version}` : stateInWords(call);
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
