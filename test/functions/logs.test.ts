import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type StorageProxy, startStorageProxy } from '../storage-proxy.ts';
import { isTable, pipelineOverBusyStorage } from './busy-storage.ts';
import {
  CLIENT_STATE,
  type PipelineWorld,
  POISON_QUEUE,
  pipelineWorld,
  READABLE_AT_ONCE,
  readCall,
} from './pipeline-world.ts';

/** A day on which much goes wrong: every function runs, and most of what is ever logged is logged. */
async function badDay(): Promise<{ at: PipelineWorld; callIds: ReadonlyArray<string> }> {
  const { at, storage } = await pipelineOverBusyStorage({
    reconciles: true,
    settings: { BACKFILL_DAYS: '1' },
  });
  const { tenant } = at;
  const late = tenant.startCall({ kind: 'meeting', readableAfterSeconds: 300, notifiedAfterSeconds: 0 });
  tenant.faults.add('throttled');
  tenant.faults.add('notification-forged', { count: 3 });
  tenant.faults.add('server-error');
  await at.settle();
  await at.pass(10, 5);

  // Lost notifications: 61 calls are two pages of the list, and the list fails once.
  const unheard = Array.from({ length: 61 }, () => randomUUID());
  const endedAt = new Date(at.clock.now().getTime() - 20 * 3_600_000);
  for (const id of unheard) {
    tenant.faults.add('notification-dropped', { callId: id });
    tenant.startCall({ ...READABLE_AT_ONCE, kind: 'peer-to-peer', id, endedAt, durationSeconds: 60 });
  }
  const onList = ({ operation }: { operation: { kind: string } }) => operation.kind === 'listCallRecords';
  await at.settle();
  const [hour] = (await at.tenantRows('Coverage')).filter(
    ({ rowKey }) => rowKey === endedAt.toISOString().slice(0, 13),
  );
  const past = { type: 'DateTime', value: '2026-11-20T00:00:00.0000000Z' } as const;
  await at.overwrite('Coverage', hour, 'NextCheckAt', past);
  tenant.faults.add('looping-next-link', { when: onList });
  await at.host.runTimer('reconcile');
  tenant.faults.add('forbidden', { when: onList });
  await at.overwrite('Coverage', hour, 'NextCheckAt', past);
  await at.host.runTimer('reconcile');
  await at.pass(20, 5);

  // What cannot be read, what stays bad, what killed the process, and what storage does not take.
  const bad = tenant.startCall({ ...READABLE_AT_ONCE, kind: 'large-meeting' });
  tenant.faults.add('foreign-next-link', { callId: bad.callId, count: 100 });
  const { value } = at.notificationsFor(['not-a-guid']);
  await at.post(JSON.stringify({ value }));
  await at.post('{"value":');
  await at.queue(POISON_QUEUE).send(JSON.stringify({ displayName: 'Ada Lovelace' }));
  await at.settle();
  await at.pass(65, 13);
  storage.failWhen(isTable);
  await meetBrokenTables(at);
  storage.heal();
  at.tenant.faults.add('subscription-removed');
  await at.pass(10, 5);
  await at.host.http('/api/status');
  expect((await readCall(at, late.callId)).version).toBe(1n);
  return { at, callIds: [late.callId, ...unheard, bad.callId] };
}

/** Every function meets tables that do not answer. */
async function meetBrokenTables(at: PipelineWorld): Promise<string> {
  const { callId } = at.tenant.startCall({ ...READABLE_AT_ONCE, kind: 'pstn-inbound' });
  await at.tenant.deliverDue();
  await at.host.processQueue('call-records', { maxMessages: 1 });
  await at.host.runTimer('maintain');
  await at.host.runTimer('reconcile');
  at.clock.advance({ minutes: 1 });
  await at.host.http('/api/health');
  return callId;
}

/** A word or some, an id, a time, a trace context, a path with names in place of ids. Never a sentence of others. */
const HARMLESS: ReadonlyArray<RegExp> = [
  /^[A-Za-z]*(?:,[A-Za-z]+)*$/,
  /^call-records(?:-poison)?$/,
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^\d{4}-\d{2}-\d{2}T\d{2}(?::\d{2}:\d{2}\.\d+Z)?$/,
  /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
  /^\/[A-Za-z/{}]+(?:_v2)?$/,
  /^connection [A-Z]+$/,
];

const textOf = ({ log }: PipelineWorld): string => log.map(({ message }) => message).join('\n');

/** What the records of these calls say of people. */
function personalIn({ tenant }: PipelineWorld, callIds: ReadonlyArray<string>): ReadonlyArray<string> {
  const records = callIds.map((callId) => JSON.stringify(tenant.recordOf(callId))).join();
  const said = records.matchAll(
    /"(?:displayName|userPrincipalName|ipAddress|reflexiveIPAddress|macAddress|joinWebUrl)":"([^"]+)"/g,
  );
  // A name of two spaces says nothing.
  return [...new Set(Array.from(said, ([, datum = '']) => datum))].filter((datum) => datum.trim() !== '');
}

function expectNothingPersonal(at: PipelineWorld, callIds: ReadonlyArray<string>): void {
  const text = textOf(at);
  const isIn = (part: string) => text.includes(part);
  expect([CLIENT_STATE, 'simulated-graph'].filter(isIn)).toEqual([]);
  expect(text).not.toMatch(/AccountKey|SharedKey|Bearer|skiptoken|Lovelace/i);
  expect(personalIn(at, callIds).filter(isIn)).toEqual([]);
  for (const { message } of at.log.filter(({ source }) => source === 'function')) {
    for (const [name, value] of Object.entries(JSON.parse(message) as Record<string, unknown>)) {
      const isHarmless =
        typeof value === 'number' ||
        typeof value === 'boolean' ||
        (typeof value === 'string' && HARMLESS.some((form) => form.test(value)));
      expect(isHarmless, `${name} in ${message}`).toBe(true);
    }
  }
}

describe('the logs of a bad day', () => {
  it('tell what happened, and hold no secret, no token, no address and no person', async () => {
    const { at, callIds } = await badDay();
    const text = textOf(at);
    const expected = [
      ...['notificationsReceived', 'notificationsRefused', 'graphRequest', 'graphWait', 'callRecordIngested'],
      ...['pendingReleased', 'deadLetterKept', 'deadLettersReplayed', 'hourReconciled', 'reconciled'],
      ...['allHoursDue', 'subscriptionCreated', 'tablesUnreachable', 'pipelineObserved'],
    ];
    expect(expected.filter((event) => !text.includes(`"event":"${event}"`))).toEqual([]);
    expect(callIds.filter((callId) => !text.includes(callId))).toEqual([]);
    expect(personalIn(at, callIds).length).toBeGreaterThan(50);
    expectNothingPersonal(at, callIds);
  });

  it.each([{ status: 503 }, 'unreachable'] as const)(
    'hold none of it either when the client of storage speaks of tables that answer %j',
    async (fault) => {
      const proxies: Array<StorageProxy> = [];
      const at = await pipelineWorld({
        settings: { BACKFILL_DAYS: '0' },
        storage: async (account) => {
          proxies.push(await startStorageProxy(account));
          return proxies[0]?.connectionString ?? account;
        },
      });
      for (const proxy of proxies) proxy.failWhen(({ service }) => (service === 'table' ? fault : undefined));
      const callId = await meetBrokenTables(at);
      await Promise.all(proxies.map((proxy) => proxy.close()));
      expect(textOf(at)).toContain('"event":"tablesUnreachable"');
      expectNothingPersonal(at, [callId]);
    },
  );
});
