/** Users are to be forgotten, or calls to be left out, and no longer: an operator types it while Graph goes on. */

import { EXIT } from '../../../src/cli/exit.ts';
import { parseGuid } from '../../../src/language/identifiers.ts';
import { idsOfParticipants } from '../../judge/users.ts';
import { Random } from '../../random.ts';
import { ACCOUNT, type } from '../world/typed.ts';
import type { SimulatedWorld } from '../world/world.ts';
import type { Weather } from './weather.ts';

/**
 * Somebody who took part in a call before is erased; `draw` decides who, and by which ids. `twice`: and once more soon.
 * `isNamed`: a message that waits names them.
 */
export function erasure(draw: number, at: number, { twice = false, isNamed = false } = {}): Weather {
  return {
    words: `an erasure${twice ? ', asked for twice' : ''}${isNamed ? ', of a user whom a message names' : ''}`,
    from: at,
    begin(world) {
      const ids = drawnPerson(world, draw);
      const [user] = ids;
      if (user === undefined) return;
      // Another program names them in our queue: as a message that is not ours it becomes a dead letter, now or in hours.
      if (isNamed) void world.queue.put(JSON.stringify({ user, when: world.time.now() }));
      const ask = (as: (id: string) => string) =>
        void type(world, ['forget', ...ids.flatMap((id) => ['--user', as(id)]), '--yes', ACCOUNT]);
      world.time.in(A_MOMENT_MS, () => ask((id) => id));
      if (twice) world.time.in(ASKED_AGAIN_AFTER_MS, () => ask((id) => id.toUpperCase()));
    },
  };
}

/** From the message to the command. */
const A_MOMENT_MS = 1_000;

const ASKED_AGAIN_AFTER_MS = 20 * 60_000;

/** Somebody, as an erasure is of somebody, is handed over what is held of them: a dead letter, too, where they are named. */
export function handingOver(draw: number, at: number, { isNamed = false } = {}): Weather {
  return {
    words: `a person is handed over what is held${isNamed ? ', also of a message' : ''}`,
    from: at,
    begin: (world) => void handOver(world, draw, isNamed),
  };
}

/** By then a message that is not ours is a dead letter, where nothing goes wrong. */
const DEAD_LETTER_AFTER_MS = 20 * 60_000;

async function handOver(world: SimulatedWorld, draw: number, isNamed: boolean): Promise<void> {
  const { handedOver, leftOut } = world.checker;
  const asked = drawnPerson(world, draw);
  const [user] = asked;
  if (user === undefined) return;
  const ids = asked.map((id) => id.toLowerCase());
  // Whoever is erased before is not named again: their ids may be gone by then.
  if (isNamed && !leftOut.withheld.ids.some((id) => ids.includes(id))) {
    await world.queue.put(JSON.stringify({ user, when: world.time.now() }));
    await world.time.sleep(DEAD_LETTER_AFTER_MS);
  }
  let [before, text] = [handedOver.heldOf(ids), ''];
  const code = await type(world, ['forget', ...asked.flatMap((id) => ['--user', id]), '--export', 'file'], {
    create: async () => {
      [before, text] = [handedOver.heldOf(ids), ''];
      const write = async (line: string) => {
        text += line;
      };
      return { write, close: async () => {}, discard: async () => {} };
    },
  });
  if (code === EXIT.done) handedOver.check(text, ids, before);
}

type ExclusionKind = 'user' | 'organizer' | 'meeting';

/** Calls like one that was before are excluded; `draw` decides which one. */
export function exclusion(kind: ExclusionKind, draw: number, at: number): Weather {
  return {
    words: `an exclusion by ${kind}`,
    from: at,
    begin(world) {
      const whom = DRAWN[kind](world, draw);
      if (whom.length === 0) return;
      void type(world, ['exclude', ...whom.flatMap((one) => [`--${kind}`, one]), '--yes', ACCOUNT]);
    },
  };
}

/** An exclusion that applies is lifted, if there is one, and what it had withheld is fetched again. */
export function lift(at: number): Weather {
  return { words: 'an exclusion is lifted', from: at, begin: (world) => void liftOne(world) };
}

/** Every instance knows it then. */
const KNOWN_AFTER_MS = 2 * 60_000;

async function liftOne(world: SimulatedWorld): Promise<void> {
  const [row] = world.checker.leftOut.withheld.applying;
  if (row === undefined) return;
  await type(world, ['exclude', 'lift', row, '--yes', ACCOUNT]);
  await world.time.sleep(KNOWN_AFTER_MS);
  await fetchWithheld(world);
}

export async function fetchWithheld(world: SimulatedWorld): Promise<void> {
  await type(world, ['replay', '--withheld', '--yes', ACCOUNT]);
}

const DRAWN: Readonly<Record<ExclusionKind, (world: SimulatedWorld, draw: number) => ReadonlyArray<string>>> =
  {
    user: drawnPerson,
    organizer: (world, draw) => oneOf(draw, recordsOf(world), ({ organizer_v2: organizer }) => organizer?.id),
    meeting: (world, draw) => oneOf(draw, recordsOf(world), ({ joinWebUrl }) => joinWebUrl ?? undefined),
  };

interface Recorded {
  readonly organizer_v2?: { readonly id: string };
  readonly joinWebUrl?: string | null;
}

function recordsOf({ tenant }: SimulatedWorld): ReadonlyArray<Recorded> {
  return tenant.truth().map(({ callId }) => (tenant.recordOf(callId) ?? {}) as Recorded);
}

/** One or all ids of a participant, in either case; often of one who has a telephone, or is a guest. */
export function drawnPerson(world: SimulatedWorld, draw: number): ReadonlyArray<string> {
  const random = Random.seeded(draw);
  const people = recordsOf(world).flatMap(idsOfParticipants);
  const others = people.filter(([id = '', ...more]) => more.length > 0 || !parseGuid(id));
  const drawn = random.chance(0.5) && others.length > 0 ? others : people;
  const ids = drawn[random.integer(0, drawn.length - 1)] ?? [];
  const typed = random.chance(0.3) ? ids : ids.slice(random.integer(0, ids.length - 1)).slice(0, 1);
  return typed.map((id) => (random.chance(0.3) ? id.toUpperCase() : id));
}

/** None where there is none. */
function oneOf<One>(
  draw: number,
  all: ReadonlyArray<One>,
  textOf: (one: One) => string | undefined,
): ReadonlyArray<string> {
  const texts = all.map(textOf).filter((text) => text !== undefined);
  return texts.slice(Random.seeded(draw).integer(0, Math.max(0, texts.length - 1))).slice(0, 1);
}
