/** How far the story is: taken from what was observed, never from the clock. */

import type { Observed } from './observed.ts';
import type { Act } from './scenario.ts';

export type ActState =
  | { readonly kind: 'toCome' }
  | { readonly kind: 'playing' }
  | { readonly kind: 'seen'; readonly words: string };

export interface SeenAct {
  readonly title: string;
  readonly state: ActState;
}

export function actsSeen(story: ReadonlyArray<Act>, observed: Observed): ReadonlyArray<SeenAct> {
  return story.map((act, number) => ({ title: act.title, state: stateOf(act, number, observed) }));
}

function stateOf(act: Act, number: number, observed: Observed): ActState {
  const callId = observed.acts.get(number);
  if (callId === undefined) return { kind: 'toCome' };
  const words = act.seen(observed.calls.get(callId), observed);
  return words === undefined ? { kind: 'playing' } : { kind: 'seen', words };
}
