import { expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { parseTenantId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import { createThrottleGate } from '../../src/status/throttle-gate.ts';

const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90');
if (tenantId === undefined) throw new Error('the tenant id of this test is wrong');

const inSeconds = (clock: ManualClock, seconds: number) => new Date(clock.now().getTime() + seconds * 1000);

it('what one instance was told holds for another within five seconds', async () => {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const [told, other] = [0, 1].map(() => createThrottleGate(createStore({ tables, tenantId, clock })));
  expect(await other?.notBefore()).toBeUndefined();
  const until = inSeconds(clock, 60);
  await told?.hold(until);
  clock.advance({ seconds: 5 });
  expect(await other?.notBefore()).toEqual(until);
  clock.advance({ seconds: 55 });
  expect(await other?.notBefore()).toBeUndefined();
});

it('a hold is not forgotten because a reading was under way', async () => {
  const clock = new ManualClock();
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: hasRead, resolve: read } = Promise.withResolvers<void>();
  let first = true;
  const tables = createMemoryTables().seenThrough(async ({ operation, phase }) => {
    if (!first || operation !== 'get' || phase !== 'after') return;
    first = false;
    read();
    await mayGoOn;
  });
  const gate = createThrottleGate(createStore({ tables, tenantId, clock }));
  const early = gate.notBefore();
  await hasRead;
  const until = inSeconds(clock, 120);
  await gate.hold(until);
  goOn();
  expect(await early).toEqual(until);
  expect(await gate.notBefore()).toEqual(until);
});

it('of two holds at once the later one stays, whichever is written last', async () => {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const [long, short] = [0, 1].map(() => createThrottleGate(createStore({ tables, tenantId, clock })));
  const until = inSeconds(clock, 120);
  await Promise.all([long?.hold(until), short?.hold(inSeconds(clock, 30))]);
  const third = createThrottleGate(createStore({ tables, tenantId, clock }));
  expect(await third.notBefore()).toEqual(until);
});

it('one reading that failed does not fail the requests after it', async () => {
  const clock = new ManualClock();
  let failing = true;
  const tables = createMemoryTables().seenThrough(() => {
    if (failing) throw new Error('storage is away');
  });
  const gate = createThrottleGate(createStore({ tables, tenantId, clock }));
  await expect(gate.notBefore()).rejects.toThrow('storage is away');
  failing = false;
  expect(await gate.notBefore()).toBeUndefined();
});

it('a time that people typed in as text holds nobody, and gives way to the next one', async () => {
  const clock = new ManualClock();
  const tables = createMemoryTables();
  const key = { partitionKey: tenantId, rowKey: 'throttle' };
  const typed = { NotBefore: { type: 'String', value: '2026-11-24' } } as const;
  await tables.table('PipelineStatus').upsert({ ...key, cells: typed });
  const gate = createThrottleGate(createStore({ tables, tenantId, clock }));
  expect(await gate.notBefore()).toBeUndefined();
  const until = inSeconds(clock, 60);
  await gate.hold(until);
  expect(await createThrottleGate(createStore({ tables, tenantId, clock })).notBefore()).toEqual(until);
});
