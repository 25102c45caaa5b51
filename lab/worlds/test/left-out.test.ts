/** The checker of who is left out has no value unless it notices what still tells of them, wherever it stands. */

import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import { usersIn } from '../../judge/users.ts';
import type { Rule } from '../checker/violation.ts';
import { erasure, exclusion } from '../weather/privacy.ts';
import type { SimulatedWorld } from '../world/world.ts';
import { calmWorld } from './calm-world.ts';

const broken = ({ checker }: SimulatedWorld) => checker.violations.map(({ rule }) => rule);
const text = (value: string) => ({ type: 'String', value }) as const;

function headOf({ checker }: SimulatedWorld, callId: string) {
  const head = checker.heads.of(callId);
  if (head === undefined) throw new Error('the call is not stored');
  return head;
}

/** Its one user is erased, everywhere but where a test plants them again. */
async function forgottenWorld() {
  const { world, callId } = await calmWorld();
  const [user] = usersIn(world.tenant.recordOf(callId));
  if (user === undefined) throw new Error('no user took part');
  erasure(1, 0).begin(world);
  await world.passUntil(world.time.milliseconds + 5 * HOUR_MS);
  const { ids = [] } = [...world.checker.leftOut.withheld.erasures.values()][0] ?? {};
  return { world, callId, id: ids[0] ?? '' };
}

describe('it is noticed when', () => {
  it('in the end a call tells of a user who is erased', async () => {
    const { world } = await calmWorld();
    erasure(1, 0).begin(world);
    await world.passUntil(world.instantOf(700));
    world.checkEnding();
    const messages = world.checker.violations.map(({ message }) => message);
    for (const where of ['is not finished', 'Participants', 'MediaStreams', 'CallsByUser', 'a document']) {
      expect([where, messages.some((message) => message.includes(where))]).toEqual([where, true]);
    }
    expect(new Set(broken(world))).toEqual(new Set(['leftOut'] satisfies Array<Rule>));
  });

  it('in the end a call is stored whole that names an excluded user', async () => {
    const { world, callId } = await calmWorld();
    exclusion('user', 1, 0).begin(world);
    await world.passUntil(world.instantOf(700));
    world.checkEnding();
    expect(world.checker.violations).toContainEqual(
      expect.objectContaining({ rule: 'leftOut', message: expect.stringContaining('it is whole'), callId }),
    );
  });

  it('in the end a call is withheld that names no excluded user, or rows of one are left', async () => {
    const { world, callId } = await calmWorld();
    const { row } = headOf(world, callId);
    await world.tables.table('CallRecords').merge({ ...row, cells: { Withheld: text('excluded') } });
    world.checker.violations.length = 0;
    world.checkEnding();
    const messages = world.checker.violations.map(({ message }) => message);
    for (const what of [
      'it is withheld, and concerned by the exclusions []',
      'a row is left: Participants',
    ]) {
      expect([what, messages.some((message) => message.includes(what))]).toEqual([what, true]);
    }
  });

  it('in the end a line of the log, a message, a dead letter or a row of another table tells of an erased user', async () => {
    const { world, id } = await forgottenWorld();
    world.checkEnding();
    expect(world.checker.violations).toEqual([]);
    world.logged.push(JSON.stringify({ event: 'planted', user: id }));
    await world.queue.put(JSON.stringify({ user: id }));
    const planted = {
      partitionKey: 'call-records',
      rowKey: 'planted',
      cells: { Body: text(id), State: text('operator') },
    };
    await world.tables.table('DeadLetters').upsert(planted);
    const status = {
      partitionKey: world.tenant.tenantId,
      rowKey: 'planted',
      cells: { LastFailure: text(id) },
    };
    await world.tables.table('PipelineStatus').upsert(status);
    world.checkEnding();
    const messages = world.checker.violations.map(({ message }) => message);
    for (const where of ['a line of the log', 'a message', 'DeadLetters', 'PipelineStatus']) {
      expect([where, messages.some((message) => message.startsWith(`${where} `))]).toEqual([where, true]);
    }
  });

  it('a file of an export tells of a user who was erased an hour before', async () => {
    const { world, callId, id } = await forgottenWorld();
    const files = (line: object) =>
      new Map([['Participants/day=2026-11-23/part-0.jsonl', JSON.stringify(line)]]);
    const { leftOut } = world.checker;
    leftOut.checkExported(files({ CallId: callId, IdentityId: 'somebody else' }), world.time.milliseconds);
    expect(broken(world)).toEqual([]);
    leftOut.checkExported(files({ CallId: callId, IdentityId: id }), world.time.milliseconds);
    expect(broken(world)).toEqual(['leftOut'] satisfies Array<Rule>);
  });

  it('a file of an export holds more than the head of an excluded call', async () => {
    const { world, callId } = await calmWorld();
    exclusion('user', 1, 0).begin(world);
    await world.passUntil(world.time.milliseconds + HOUR_MS);
    const { leftOut } = world.checker;
    const line = (cells: object) => new Map([['a file', JSON.stringify({ CallId: callId, ...cells })]]);
    leftOut.checkExported(line({ Withheld: 'excluded' }), world.time.milliseconds);
    expect(broken(world)).toEqual([]);
    leftOut.checkExported(line({ Modality: 'audio' }), world.time.milliseconds);
    expect(broken(world)).toEqual(['leftOut'] satisfies Array<Rule>);
  });

  it('in the end a call is withheld although its exclusion was lifted', async () => {
    const { world, callId } = await calmWorld();
    exclusion('user', 1, 0).begin(world);
    await world.passUntil(world.time.milliseconds + 5 * HOUR_MS);
    world.checkEnding();
    expect(broken(world)).toEqual([]);
    const [rowKey = ''] = world.checker.leftOut.withheld.applying;
    const lifted = { LiftedAt: { type: 'DateTime', value: '2026-11-23T15:00:00.0000000Z' } } as const;
    await world.tables
      .table('Withheld')
      .merge({ partitionKey: world.tenant.tenantId, rowKey, cells: lifted });
    world.checkEnding();
    expect(world.checker.violations).toContainEqual(
      expect.objectContaining({
        rule: 'leftOut',
        message: expect.stringContaining('it is withheld'),
        callId,
      }),
    );
  });
});

it('a call may be stored whole from which an excluded number was erased before, however the exclusion spells it', async () => {
  const { world, id } = await forgottenWorld();
  const at = { type: 'DateTime', value: '2026-11-23T15:00:00.0000000Z' } as const;
  await world.tables.table('Withheld').upsert({
    partitionKey: world.tenant.tenantId,
    rowKey: 'exclusion_planted',
    cells: {
      Excludes: text('user'),
      Ids: text(JSON.stringify([id, id.slice(1)])),
      RequestedAt: at,
      FinishedAt: at,
    },
  });
  world.checkEnding();
  expect(world.checker.violations).toEqual([]);
});
