/** What the pipeline does once an operator has asked: the whole of it over storage in memory, with the simulated Graph. */

import { expect, test } from 'vitest';
import {
  cellValue,
  type PipelineWorld,
  type PipelineWorldOptions,
  pipelineInMemory,
  READABLE_AT_ONCE,
  readCall,
} from '../../functions/pipeline-world.ts';
import { testTerminal } from '../command-in-test.ts';

async function worldWithTerminal(options: PipelineWorldOptions = {}) {
  const world = await pipelineInMemory(options);
  const { tenant, clock, tables } = world;
  return { world, ...testTerminal({ tenantId: tenant.tenantId, clock, tables }) };
}

async function revision(world: PipelineWorld, callId: string): Promise<unknown> {
  return cellValue((await readCall(world, callId)).head, 'Revision');
}

test('a replayed call is stored again as a new revision, once', async () => {
  const { world, run } = await worldWithTerminal();
  const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
  await world.settle();
  expect(await revision(world, callId)).toBe(0);
  expect((await run(`replay ${callId}`)).out).toContain('version 1\n');
  expect((await run('pending')).out).toContain('1 call waiting: 1 replay; 1 due now\n');
  await world.pass(1);
  expect(await revision(world, callId)).toBe(1);
  expect((await run('pending')).out).toContain('0 calls waiting');
  await world.pass(120, 10);
  expect(await revision(world, callId)).toBe(1);
});

test('a call that waits for its record is tried at once, and then waits no more', async () => {
  const { world, run } = await worldWithTerminal();
  const { callId } = world.tenant.startCall({
    kind: 'peer-to-peer',
    readableAfterSeconds: 60,
    notifiedAfterSeconds: 0,
  });
  await world.settle();
  world.clock.advance({ seconds: 61 });
  expect((await run(`replay ${callId}`)).out).toContain('(notFound)');
  await world.host.runTimer('maintain');
  await world.settle();
  expect((await readCall(world, callId)).version).toBe(1n);
  expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
});

test('a dead letter that is replayed is fetched again by maintain, and resolved', async () => {
  const { world, run } = await worldWithTerminal();
  const { callId } = world.tenant.startCall({ kind: 'large-meeting', versions: [{}], ...READABLE_AT_ONCE });
  world.tenant.faults.add('foreign-next-link', { callId, count: 100_000 });
  await world.settle();
  await world.pass(8 * 60, 20);
  world.tenant.faults.clear();
  expect((await run('dead-letters')).out).toContain('1 unresolved dead letter\n');
  expect((await run('dead-letters --replay')).out).toContain('1 dead letter waiting');
  await world.pass(61, 20);
  expect((await readCall(world, callId)).version).toBe(1n);
  expect((await run('dead-letters')).out).toBe('No unresolved dead letters.\n');
});

test('an hour that is backfilled is listed by reconcile, and a call without a notification is stored', async () => {
  const { world, run } = await worldWithTerminal({ settings: { BACKFILL_DAYS: '2' } });
  await world.host.runTimer('reconcile');
  world.tenant.faults.add('notification-dropped');
  const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', versions: [{}], ...READABLE_AT_ONCE });
  await world.settle();
  await world.pass(7 * 60, 60);
  expect((await readCall(world, callId)).head).toBeUndefined();
  const record = world.tenant.recordOf(callId) as { startDateTime: string };
  const hour = record.startDateTime.slice(0, 13);

  const { code, out } = await run(`backfill --from ${hour} --to ${hour}`);
  expect([code, out]).toEqual([0, expect.stringContaining('1 hour due now')]);
  await world.host.runTimer('reconcile');
  expect((await run(`coverage --day ${hour} --hours`)).out).toMatch(
    new RegExp(`^${hour} +0.0 % +1 +0 +1 +0 +0 +0`, 'm'),
  );
  await world.pass(1);
  expect((await readCall(world, callId)).version).toBe(1n);
  await run(`backfill --from ${hour} --to ${hour}`);
  await world.host.runTimer('reconcile');
  expect((await run(`coverage --day ${hour}`)).out).toContain('1 of 1 call stored: 100 %.');
});

test('a day before the first start is covered once it is backfilled, and all that follow', async () => {
  const { world, run } = await worldWithTerminal({ settings: { BACKFILL_DAYS: '0' } });
  await world.host.runTimer('reconcile');
  expect((await run('coverage')).out).toMatch(/^2026-11-23 +0 +0 +0 +0 +0 +0 +1 +1/m);
  const { code, questions } = await run('backfill --from 2026-11-22T00 --to 2026-11-22T05', 'yes');
  expect([code, questions]).toEqual([0, []]);
  await world.host.runTimer('reconcile');
  expect((await run('coverage --day 2026-11-22')).out).toMatch(/^2026-11-22 +0 +0 +0 +0 +0 +0 +24 +0 *$/m);
});

test('rows that were lost below a head are found and made again, and then all is whole', async () => {
  const { world, run, json } = await worldWithTerminal();
  const { callId } = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
  await world.settle();
  expect(await run('verify --from yesterday --to today')).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 call: all whole'),
  });
  const lose = async () => {
    const [session] = await world.rows('Sessions', callId);
    if (session !== undefined) await world.tables.table('Sessions').delete(session);
  };
  await lose();
  const { code, out } = await run('verify --from yesterday --to today');
  expect(code).toBe(1);
  expect(out).toMatch(/made again from its document {2}Sessions: \d+ rows of \d+/);
  expect(out).toContain('1 of 1 call wrong: 1 made again');
  expect(out).toMatch(new RegExp(`To see it:\\n {2}\\./callrecords call ${callId}\\n$`));
  expect(await revision(world, callId)).toBe(1);
  await lose();
  expect(await json('verify --from yesterday --to today --json')).toMatchObject([
    { CallId: callId, Done: 'rebuilt' },
  ]);
  expect((await run('verify --from yesterday --to today')).code).toBe(0);
});
