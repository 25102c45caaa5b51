/**
 * What operators type: a command whose process ends, or that did not do all, is typed again a minute later. Commands that
 * read documents are not here: Node decompresses on other threads, and virtual time does not wait for those.
 * test/calls/verify-crashes.test.ts ends them at every request.
 */

import { EXIT } from '../../../src/cli/exit.ts';
import { dismissDeadLetters } from '../../../src/cli/operating/dismiss-dead-letters.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import type { Store } from '../../../src/rows/store.ts';
import { MINUTE } from '../../worlds/plan/plan.ts';
import { foreignMessage } from '../../worlds/weather/strangers.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { type CrashScenario, scenario } from '../scenario.ts';

const TYPED_AT = 15 * MINUTE;
const CLEARS_AT = TYPED_AT + 15 * MINUTE;
const TYPED_AGAIN_AFTER_MS = MINUTE * 1000;

const WATCHED = [{ kinds: ['command'], from: TYPED_AT, until: CLEARS_AT }] as const;

/** Resolves with whether nothing is left to do. */
type Command = (store: Store, world: SimulatedWorld) => Promise<boolean>;

/** Its process is an instance of the app: storage cannot tell the difference. */
async function type(world: SimulatedWorld, command: Command): Promise<void> {
  const { fleet, activities, time } = world;
  const typeAgain = () => time.in(TYPED_AGAIN_AFTER_MS, () => void type(world, command));
  const instance = fleet.any();
  if (instance === undefined) return typeAgain();
  const forget = instance.whenDead(typeAgain);
  const run = () => command(instance.application.store, world);
  const isDone = await activities.run('command', instance, {}, run).catch(() => false);
  forget();
  if (!isDone) typeAgain();
}

function typed(command: Command): (world: SimulatedWorld) => void {
  return (world) => world.time.at(world.instantOf(TYPED_AT), () => void type(world, command));
}

const SILENT: Terminal = {
  columns: undefined,
  print: async () => undefined,
  say: () => undefined,
  typed: (text) => text,
  ask: async () => undefined,
  during: (work) => work(() => undefined),
};

const dismiss: Command = async (store, { checker }) => {
  const rowKeys = [...checker.accounts.deadLetters.keys()].map((key) => key.split(' ')[1] ?? '');
  return (await dismissDeadLetters({ terminal: SILENT, store }, rowKeys, 'not ours')) === EXIT.done;
};

export const OF_COMMANDS: ReadonlyArray<CrashScenario> = [
  scenario(
    'dead letters are dismissed',
    { weather: [foreignMessage(0, MINUTE), foreignMessage(7, MINUTE)], clearsAt: CLEARS_AT },
    WATCHED,
    { prepare: typed(dismiss) },
  ),
];
