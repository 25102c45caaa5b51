/** The checker of what is verified has no value unless it notices a call that is named wrongly, and one that is not named. */

import { describe, expect, it } from 'vitest';
import type { Lost } from '../checker/verified.ts';
import { verifyAll, verifyCalls } from '../weather/operating.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { calmWorld } from './calm-world.ts';

const said = ({ checker }: SimulatedWorld) =>
  checker.violations.map(({ rule, message }) => `${rule}: ${message}`);

/** Its call is not found any more by its day, or by one of its users. */
async function lose(world: SimulatedWorld, callId: string, table: Lost['table']): Promise<Lost> {
  const [row] = world.checker.heads.stored.of(callId).rows(table);
  if (row === undefined) throw new Error(`the call has no row of ${table}`);
  await world.tables.table(table).delete(row);
  return { callId, table, row };
}

async function passing<Result>(world: SimulatedWorld, work: Promise<Result>): Promise<Result> {
  let isOver = false;
  void work.then(() => {
    isOver = true;
  });
  await world.pass(() => isOver);
  return await work;
}

it.each(['CallsByDay', 'CallsByUser'] as const)(
  'an operator who verifies after a row of %s was lost is told so, and the row is there again',
  async (table) => {
    const { world, callId } = await calmWorld();
    const lost = await lose(world, callId, table);
    expect(await passing(world, verifyCalls(world, [lost]))).toBe(1);
    expect(world.tables.row(table, lost.row)).toBeDefined();
    expect(await passing(world, verifyCalls(world))).toBe(0);
    expect(said(world)).toEqual([]);
  },
);

describe('it is noticed when', () => {
  it.each(['CallsByUser: 1 of 2 rows are missing', 'Sessions: 0 rows of 1', 'the document is damaged'])(
    'verify says of a call that is whole: %s',
    async (damage) => {
      const { world, callId } = await calmWorld();
      const { verified } = world.checker;
      verified.check(
        `${JSON.stringify({ CallId: callId, Damage: damage, Done: 'rebuilt' })}\n`,
        verified.seen(),
      );
      expect(said(world)).toEqual([`wholeVersion: it is whole, and verify says: ${damage} (rebuilt)`]);
    },
  );

  it.each(['CallsByDay', 'CallsByUser'] as const)(
    'verify does not say that a row of %s lacks',
    async (table) => {
      const { world, callId } = await calmWorld();
      const lost = await lose(world, callId, table);
      const { verified } = world.checker;
      verified.check('', verified.seen(), [lost]);
      expect(said(world)).toEqual([`wholeVersion: it lacks a row of ${table}, and verify does not say so`]);
    },
  );

  it('a call is not whole in the end, or is changed by verifying it', async () => {
    const { world, callId } = await calmWorld();
    await lose(world, callId, 'CallsByDay');
    await passing(world, verifyAll(world));
    expect(said(world)).toEqual([
      'wholeVersion: in the end verify finds damage',
      'wholeVersion: verify has changed calls that are whole',
    ]);
  });
});
