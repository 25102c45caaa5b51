import { expect, it } from 'vitest';
import { FAULT_NAMES } from '../../graph/faults.ts';
import { drawPlan } from '../plan/draw-plan.ts';
import { calmPlan } from '../plan/plan.ts';
import { drawnPerson } from '../weather/privacy.ts';
import { SimulatedWorld } from '../world/world.ts';

const WORLDS = 500;

/** Kinds of weather beside the faults of Graph, by the word that each begins with. */
const OTHER_KINDS = [
  'storageFault',
  'repliesLost',
  'answersLost',
  'slowStorage',
  'deployment',
  'ingest',
  'foreign',
  'nonsense',
  'message',
  'second',
  'upgrade',
];

/** Words that tell the other kinds. */
const OTHER_WORDS = [
  'forged notifications',
  'requests for call',
  'from the future',
  'instances',
  'KEEP_DAYS is set',
  'KEEP_DAYS is shortened',
  'KEEP_DAYS is lengthened',
  'KEEP_DAYS is mistyped',
  'KEEP_DAYS is corrected',
  'KEEP_DAYS is unset',
  'an erasure',
  'asked for twice',
  'of a user whom a message names',
  'an exclusion by user',
  'an exclusion by organizer',
  'an exclusion by meeting',
  'an exclusion is lifted',
  'a person is handed over what is held',
  'also of a message',
  'an operator replays',
  'an operator rebuilds',
  'an operator exports',
  'an operator verifies',
  'rows are lost, and an operator verifies',
  'the clock of an instance is',
  'the clock of the operator is',
  ' hours ahead',
  ' hours behind',
];

it(`draws every kind of trouble that a world can have in ${WORLDS.toLocaleString('en-US')} worlds`, () => {
  const plans = Array.from({ length: WORLDS }, (_, index) => drawPlan(index + 1));
  const words = plans.flatMap(({ weather }) => weather.map((one) => one.words));
  const drawn = new Set(words.map((text) => text.split(' ', 1)[0]));
  // A forgery is told by how many notifications it has.
  const faults = FAULT_NAMES.filter((name) => name !== 'notification-forged');
  expect([...faults, ...OTHER_KINDS].filter((kind) => !drawn.has(kind))).toEqual([]);
  for (const kind of OTHER_WORDS) {
    expect([kind, words.some((text) => text.includes(kind))]).toEqual([kind, true]);
  }
  expect(
    plans.some(({ calls }) => calls.some(({ startMovesBySeconds = 0 }) => startMovesBySeconds !== 0)),
  ).toBe(true);
  for (const kind of ['pstn-inbound', 'pstn-outbound', 'call-queue', 'federated', 'meeting'] as const) {
    expect([kind, plans.some(({ calls }) => calls.some((call) => call.kind === kind))]).toEqual([kind, true]);
  }
  expect(plans.some(({ calls }) => calls.some(({ links }) => links !== undefined))).toBe(true);
  expect(plans.some(({ clockSkewSeconds = 0 }) => clockSkewSeconds > 60)).toBe(true);
});

it('asks for people by numbers, mail addresses, ids of guests and of users, in either case, by one id or all', () => {
  const world = new SimulatedWorld(calmPlan());
  for (let call = 0; call < 24; call += 1) {
    const kind = (['pstn-inbound', 'federated', 'peer-to-peer'] as const)[call % 3] ?? 'meeting';
    world.tenant.startCall({ kind, readableAfterSeconds: 0, notifiedAfterSeconds: 0 });
  }
  const asked = Array.from({ length: 100 }, (_, draw) => drawnPerson(world, draw));
  const typed = asked.flat().join('\n');
  for (const form of [
    /^\+\d+$/m,
    /^teamsvisitor:/m,
    /^TEAMSVISITOR:/m,
    /^Guest@/m,
    /^THIRD_GUEST@/m,
    /^[\da-f-]{36}$/m,
  ])
    expect(typed).toMatch(form);
  expect(Math.max(...asked.map(({ length }) => length))).toBeGreaterThan(2);
});

it('lets the app stand still for longer than Graph keeps a record in half of the months', () => {
  const months = Array.from({ length: 100 }, (_, index) => drawPlan(index + 1, 'month'));
  const still = months.filter(({ weather }) =>
    weather.some(({ words }) => words.startsWith('the app is stopped')),
  );
  expect(still.length).toBeGreaterThan(30);
  expect(still.length).toBeLessThan(70);
});
