/** The checker of what is kept has no value unless it notices limits that KEEP_DAYS does not allow. */

import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import { CALL_TABLES } from '../../judge/stored-calls.ts';
import type { Rule } from '../checker/violation.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { calmWorld } from './calm-world.ts';

const DAY_SECONDS = 24 * 3_600;

const broken = ({ checker }: SimulatedWorld) => checker.violations.map(({ rule }) => rule);
const text = (value: string) => ({ type: 'String', value }) as const;
const days = (value: number) => ({ type: 'Int32', value }) as const;

async function limit({ tables, tenant }: SimulatedWorld, cells: StoredRow['cells']): Promise<void> {
  await tables.table('Withheld').merge({ partitionKey: tenant.tenantId, rowKey: 'limits', cells });
}

/** Four days after its one call, which a KEEP_DAYS of three refuses. */
async function refusedWorld() {
  const { world, callId } = await calmWorld();
  await world.passUntil(world.instantOf(4 * DAY_SECONDS));
  world.checker.kept.configured(3);
  world.checker.kept.agreed(3);
  await limit(world, { KeepDays: days(3), RefusedBefore: text('2026-11-24') });
  return { world, callId };
}

/** As retention leaves a call. */
async function deleteAll({ tables, checker }: SimulatedWorld, callId: string): Promise<void> {
  const call = checker.heads.stored.of(callId);
  for (const table of CALL_TABLES) for (const row of call.rows(table)) await tables.table(table).delete(row);
  checker.violations.length = 0;
}

async function deleteHead({ tables, checker }: SimulatedWorld, callId: string): Promise<void> {
  const head = checker.heads.of(callId);
  if (head === undefined) throw new Error('the call is not stored');
  await tables.table('CallRecords').delete(head.row);
}

describe('it is noticed when', () => {
  it('in the end a row is left of a call that is not kept any more', async () => {
    const { world } = await refusedWorld();
    await world.passUntil(world.time.milliseconds + 24 * HOUR_MS);
    await limit(world, { RefusedBefore: text('2026-11-25'), DeletedBefore: text('2026-11-24') });
    world.checkEnding();
    expect(new Set(broken(world))).toEqual(new Set(['forgotten'] satisfies Array<Rule>));
  });

  it('in the end a letter is left of such a call, and not while the day of the letter is kept', async () => {
    const { world, callId } = await refusedWorld();
    await deleteAll(world, callId);
    await world.passUntil(world.time.milliseconds + 24 * HOUR_MS);
    await limit(world, { RefusedBefore: text('2026-11-25'), DeletedBefore: text('2026-11-24') });
    const letters = world.tables.table('DeadLetters');
    const letter = (day: string) => ({
      partitionKey: 'call-records',
      rowKey: `${day}T09:00:00.0000000Z_letter`,
      cells: {
        CallId: text(callId),
        DeadAt: { type: 'DateTime', value: `${day}T09:00:00.0000000Z` } as const,
        State: text('stored'),
      },
    });
    await letters.upsert(letter('2026-11-25'));
    world.checker.kept.checkEnding();
    expect(broken(world)).toEqual([]);
    await letters.upsert(letter('2026-11-23'));
    world.checker.kept.checkEnding();
    expect(broken(world)).toEqual(['forgotten'] satisfies Array<Rule>);
  });

  it('a head is deleted of a call that is refused, and to be kept for another day', async () => {
    const { world, callId } = await refusedWorld();
    await deleteHead(world, callId);
    expect(broken(world)).toEqual(['noRegression'] satisfies Array<Rule>);
  });

  it('a head is deleted of a call that was refused, and that a KEEP_DAYS which is longer again keeps', async () => {
    const { world, callId } = await refusedWorld();
    await world.passUntil(world.time.milliseconds + 24 * HOUR_MS);
    world.checker.kept.configured(30);
    await limit(world, { KeepDays: days(30), DeletedBefore: text('2026-11-24') });
    await world.passUntil(world.time.milliseconds + HOUR_MS);
    await deleteHead(world, callId);
    expect(broken(world)).toEqual(['noRegression'] satisfies Array<Rule>);
  });

  it('calls are to be deleted that have been refused for an hour', async () => {
    const { world } = await refusedWorld();
    await world.passUntil(world.time.milliseconds + HOUR_MS);
    await limit(world, { DeletedBefore: text('2026-11-24') });
    expect(broken(world)).toEqual(['forgotten'] satisfies Array<Rule>);
  });

  it.each([
    ['calls are refused that KEEP_DAYS keeps', 3, { KeepDays: days(3), RefusedBefore: text('2026-11-25') }],
    ['a KEEP_DAYS applies that no instance has', 3, { KeepDays: days(4) }],
  ])('%s', async (_, configured, limits) => {
    const { world } = await calmWorld();
    world.checker.kept.configured(configured);
    world.checker.kept.agreed(configured);
    await limit(world, limits);
    expect(broken(world)).toEqual(['forgotten'] satisfies Array<Rule>);
  });

  it('a first KEEP_DAYS applies that would delete calls, and to which no operator has agreed', async () => {
    const { world } = await calmWorld();
    await world.passUntil(world.instantOf(4 * DAY_SECONDS));
    world.checker.kept.configured(3);
    await limit(world, { KeepDays: days(3) });
    expect(broken(world)).toEqual(['forgotten'] satisfies Array<Rule>);
  });
});
