/** The secret is changed while calls come in: several instances with different settings, over Azurite. */

import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pipelineOverBusyStorage } from './busy-storage.ts';
import {
  CLIENT_STATE,
  cellValue,
  type PipelineWorld,
  pipelineInMemory,
  readCall,
  reasons,
} from './pipeline-world.ts';

const NEW_SECRET = 'the-secret-that-comes-after';
/** Step one of a rotation: the new secret, and the one before beside it. */
const STEP_ONE = { GRAPH_CLIENT_STATE: NEW_SECRET, GRAPH_CLIENT_STATE_PREVIOUS: CLIENT_STATE };
const STEP_TWO = { GRAPH_CLIENT_STATE: NEW_SECRET };
const AT_ONCE = {
  kind: 'peer-to-peer',
  readableAfterSeconds: 0,
  notifiedAfterSeconds: 0,
  versions: [{}],
} as const;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

async function live(world: PipelineWorld) {
  return (await world.tenantRows('Subscriptions')).filter((row) => cellValue(row, 'State') === 'live');
}

async function storedVersion(world: PipelineWorld, callId: string): Promise<unknown> {
  return (await readCall(world, callId)).version;
}

/** A notification of a subscription with any secret, as anyone can post it. */
async function post(world: PipelineWorld, subscriptionId: string, clientState: unknown) {
  const { value } = world.notificationsFor([randomUUID()]);
  const body = JSON.stringify({ value: [{ ...value[0], subscriptionId, clientState }] });
  return (await world.post(body)).status;
}

describe.each(['reject', 'accept'] as const)(
  'a rotation in two steps, where Graph would %s a second subscription',
  (duplicateSubscriptions) => {
    it('loses no call, whichever instance its notification reaches, and leaves health as it is', async () => {
      const world = await pipelineInMemory({
        settings: { BACKFILL_DAYS: '0' },
        behaviour: { duplicateSubscriptions },
      });
      const old = world.host;
      const next = await world.instance(STEP_ONE);
      const calls: Array<string> = [];
      const call = () => calls.push(world.tenant.startCall(AT_ONCE).callId);

      // Both kinds of instances run, the old ones still keep the subscription.
      world.use(old, next);
      for (let n = 0; n < 4; n += 1) call();
      await world.pass(1);
      expect((await live(world)).map((row) => cellValue(row, 'ClientStateHash'))).toEqual([
        hashOf(CLIENT_STATE),
      ]);

      // A new one keeps it now, while old ones still take half of the notifications.
      world.use(next, old);
      await world.pass(1);
      expect((await live(world)).map((row) => cellValue(row, 'ClientStateHash'))).toEqual([
        hashOf(NEW_SECRET),
      ]);
      expect((await live(world)).map((row) => cellValue(row, 'GapFrom'))).toEqual(
        duplicateSubscriptions === 'accept' ? [undefined] : [expect.any(String)],
      );
      for (let n = 0; n < 10; n += 1) {
        call();
        await world.settle();
      }
      const refused = world.events.filter(
        (event) => event.type === 'notificationAnswered' && event.status === 503,
      );
      expect(refused.length).toBeGreaterThan(3);
      expect(await reasons(world)).toEqual([]);
      await world.pass(10, 5);

      // All have the new settings; then the previous secret goes.
      world.use(next);
      call();
      await world.pass(30, 10);
      world.use(await world.instance(STEP_TWO));
      call();
      await world.pass(30, 10);
      await world.host.runTimer('reconcile');
      for (const callId of calls) expect(await storedVersion(world, callId), callId).toBe(1n);
      expect(world.events.filter(({ type }) => type === 'notificationDropped')).toEqual([]);
      expect(await live(world)).toHaveLength(1);
      expect(await reasons(world)).toEqual([]);
    });
  },
);

describe('a secret that is changed in one step', () => {
  it('is healed within a minute; what was refused meanwhile is found by listing', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });
    await world.host.runTimer('reconcile');
    await world.pass(20);
    world.use(await world.instance(STEP_TWO));
    const { callId } = world.tenant.startCall(AT_ONCE);
    await world.settle();
    expect(await storedVersion(world, callId)).toBeUndefined();
    expect(await reasons(world)).toContain('clientStateMismatch');
    await world.pass(1);
    expect((await live(world)).map((row) => cellValue(row, 'ClientStateHash'))).toEqual([hashOf(NEW_SECRET)]);
    const next = world.tenant.startCall(AT_ONCE).callId;
    await world.settle();
    expect(await storedVersion(world, next)).toBe(1n);

    await world.pass(160, 160);
    await world.host.runTimer('reconcile');
    await world.pass(1);
    expect(await storedVersion(world, callId)).toBe(1n);
  });

  it('while Graph refuses a new subscription fails health, and loses no version of an old call', async () => {
    const world = await pipelineInMemory({
      settings: { BACKFILL_DAYS: '1' },
      behaviour: { duplicateSubscriptions: 'accept' },
    });
    await world.host.runTimer('reconcile');
    const { callId } = world.tenant.startCall(AT_ONCE);
    await world.settle();
    await world.pass(4 * 24 * 60, 12 * 60);
    for (let run = 0; run < 2; run += 1) await world.host.runTimer('reconcile');
    expect(await storedVersion(world, callId)).toBe(1n);

    world.use(await world.instance(STEP_TWO));
    const refused = world.tenant.faults.add('server-error', {
      target: 'subscriptions',
      count: 100_000,
      when: ({ method }) => method === 'POST',
    });
    const before = world.events.length;
    world.tenant.publishVersion(callId);
    await world.pass(60, 5);
    expect(await reasons(world)).toContain('clientStateMismatch');
    const answers = world.events
      .slice(before)
      .flatMap((event) => (event.type === 'notificationAnswered' ? [event.status] : []));
    expect(answers.length).toBeGreaterThan(2);
    expect(new Set(answers)).toEqual(new Set([503]));

    // The remedy that health names. Graph may forget what it was sending again, so all hours are listed.
    refused.remove();
    world.use(await world.instance(STEP_ONE));
    await world.pass(160, 40);
    for (let run = 0; run < 2; run += 1) {
      await world.host.runTimer('reconcile');
      await world.pass(1);
    }
    expect(await storedVersion(world, callId)).toBe(2n);
  });
});

describe('two instances with different secrets that both keep the subscription', () => {
  it('take it from each other until both agree, and no call is lost', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '1' } });
    await world.host.runTimer('reconcile');
    const old = world.host;
    const next = await world.instance(STEP_ONE);
    const calls: Array<string> = [];
    for (let minute = 0; minute < 6; minute += 1) {
      if (minute % 2 === 0) world.use(next, old);
      else world.use(old, next);
      calls.push(world.tenant.startCall(AT_ONCE).callId, world.tenant.startCall(AT_ONCE).callId);
      await world.pass(1);
    }
    world.use(next);
    await world.pass(160, 40);
    for (let run = 0; run < 4; run += 1) {
      await world.host.runTimer('reconcile');
      await world.pass(1);
    }
    for (const callId of calls) expect(await storedVersion(world, callId), callId).toBe(1n);
    expect((await live(world)).map((row) => cellValue(row, 'ClientStateHash'))).toEqual([hashOf(NEW_SECRET)]);
  });
});

describe('somebody who forges notifications', () => {
  it.each([
    ['no secret', undefined],
    ['a wrong secret', 'guessed'],
    ['the hash that is remembered', hashOf(CLIENT_STATE)],
    ['an empty secret', ''],
    ['a secret of another type', [NEW_SECRET]],
  ])('learns nothing with %s, even of a subscription that is ours', async (_, clientState) => {
    const world = await pipelineInMemory();
    world.use(await world.instance(STEP_TWO));
    const [row] = await live(world);
    expect(await post(world, row?.rowKey ?? '', clientState)).toBe(202);
    expect(await post(world, randomUUID(), clientState)).toBe(202);
  });

  it('learns nothing with the secret before, but for the subscription that was created with it', async () => {
    const world = await pipelineInMemory();
    world.use(await world.instance(STEP_TWO));
    const [row] = await live(world);
    expect(await post(world, randomUUID(), CLIENT_STATE)).toBe(202);
    expect(await post(world, row?.rowKey ?? '', CLIENT_STATE)).toBe(503);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    await world.settle();
    expect(await world.tenantRows('CallRecords')).toEqual([]);
  });

  it('of unknown subscriptions cannot multiply requests to storage', async () => {
    let requests = 0;
    const world = await pipelineInMemory({
      intercept({ phase }) {
        if (phase === 'before') requests += 1;
      },
    });
    requests = 0;
    for (let n = 0; n < 50; n += 1) expect(await post(world, randomUUID(), `guess-${n}`)).toBe(202);
    expect(requests).toBe(1);
  });

  it('learns nothing of storage that fails', async () => {
    const { at: world, storage } = await pipelineOverBusyStorage();
    const [row] = await live(world);
    storage.failWhen(() => true);
    expect(await post(world, row?.rowKey ?? '', 'guessed')).toBe(202);
    expect(await post(world, randomUUID(), 'guessed')).toBe(202);
  });
});
