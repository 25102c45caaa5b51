/**
 * What operators type: a command whose process ends is typed again a minute later. test/calls/verify-crashes.long.test.ts ends
 * those that read documents at every request.
 */

import { MINUTE } from '../../worlds/plan/plan.ts';
import { foreignMessage } from '../../worlds/weather/strangers.ts';
import { type } from '../../worlds/world/typed.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { type CrashScenario, scenario } from '../scenario.ts';

const TYPED_AT = 15 * MINUTE;
const CLEARS_AT = TYPED_AT + 15 * MINUTE;

const WATCHED = [{ kinds: ['command'], from: TYPED_AT, until: CLEARS_AT }] as const;

function typed(words: (world: SimulatedWorld) => ReadonlyArray<string>): (world: SimulatedWorld) => void {
  return (world) => world.time.at(world.instantOf(TYPED_AT), () => void type(world, words(world)));
}

function dismissal({ checker }: SimulatedWorld): ReadonlyArray<string> {
  const rowKeys = [...checker.accounts.deadLetters.keys()].map((key) => key.split(' ')[1] ?? '');
  return ['dead-letters', 'dismiss', ...rowKeys, '--because', 'not ours'];
}

export const OF_COMMANDS: ReadonlyArray<CrashScenario> = [
  scenario(
    'dead letters are dismissed',
    { weather: [foreignMessage(0, MINUTE), foreignMessage(7, MINUTE)], clearsAt: CLEARS_AT },
    WATCHED,
    { prepare: typed(dismissal) },
  ),
];
