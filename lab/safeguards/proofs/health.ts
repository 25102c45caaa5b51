/** What health says of each trouble while it lasts, and nothing once it is over; and that one does not make another. */

import { setImmediate } from 'node:timers/promises';
import type { Health } from '../../../src/health/reports.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import { applicationInMemory, missing, saidBy, says, saysNoMore, stillSaid } from './ask-health.ts';
import { failing, happensTo } from './moments.ts';
import { aCall, at, broken, hourly, inWorld, type Prepare, type Proof } from './proof.ts';

/** At its first request to Graph the process ends. */
const BEFORE_GRAPH = { request: 3, phase: 'before' } as const;

export const healthProofs = {
  'the settings name no account for the host': async () => {
    const { application } = applicationInMemory({ AzureWebJobsStorage: undefined });
    const isSaid = missing(await saidBy(application), 'noHostStorage');
    const { application: again } = applicationInMemory();
    return [...isSaid, ...stillSaid(await saidBy(again), 'noHostStorage')];
  },

  'the tables do not answer': says('tablesUnreachable', 20 * MINUTE, {
    weather: [storageDown('tables', { from: 5 * MINUTE, until: 30 * MINUTE })],
  }),

  'the queue does not answer': says('queueUnreachable', 20 * MINUTE, {
    weather: [storageDown('queue', { from: 5 * MINUTE, until: 30 * MINUTE })],
  }),

  // The message comes back ten minutes after each end of its process.
  'the function of the poison queue is disabled': says(
    'poisonedMessages',
    // Within a quarter of an hour the rule about health in general says it too.
    HOUR,
    {
      calls: [aCall()],
      fates: [
        {
          during: 'ingest',
          ordinal: 1,
          moments: [BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH, BEFORE_GRAPH],
        },
      ],
      clearsAt: 2 * HOUR,
    },
    disabled('poisonQueue', 2 * HOUR),
  ),

  'the function of the queue is disabled': says(
    'queueStalled',
    15 * MINUTE,
    { calls: [aCall()] },
    disabled('queue', HOUR),
  ),

  'thousands of notifications wait': async () => {
    const { application, queue, clock } = applicationInMemory();
    for (let sent = 0; sent < 6_001; sent += 1) await queue.sendText('{}');
    const found = missing(await saidBy(application), 'queueBacklog');
    await queue.receive(1, 60).then(([message]) => message && queue.delete(message));
    clock.advance({ minutes: 1 });
    return [...found, ...stillSaid(await saidBy(application), 'queueBacklog')];
  },

  'an administrator takes the permission away': says('permissionMissing', 40 * MINUTE, {
    weather: [graphFault('forbidden', { target: 'any', from: 5 * MINUTE, until: HOUR })],
  }),

  'the token is refused': says('tokenRefused', 40 * MINUTE, {
    weather: [graphFault('unauthorized', { target: 'any', from: 5 * MINUTE, until: HOUR })],
  }),

  'Graph fails for hours': says('graphFailing', 2 * HOUR, {
    calls: [aCall({ endsAt: 6 * MINUTE }), aCall({ endsAt: 7 * MINUTE }), aCall({ endsAt: 8 * MINUTE })],
    weather: [graphFault('server-error', { target: 'any', from: 5 * MINUTE, until: 3 * HOUR })],
    clearsAt: 3 * HOUR,
  }),

  'Graph refuses one call and shows others': says(
    'callsRefused',
    2 * HOUR,
    { calls: hourly(3), clearsAt: 3 * HOUR },
    happensTo('forbidden', { endsAfter: 5 * MINUTE, until: 3 * HOUR }),
  ),

  'no head can be written for hours': says(
    'storageFailing',
    2 * HOUR,
    { calls: [aCall()], clearsAt: 3 * HOUR },
    failing('CallRecords', { from: MINUTE, until: 3 * HOUR }),
  ),

  'Graph notifies of a call and does not show it for hours': says('pendingTooOld', 5 * HOUR, {
    calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 8 * HOUR })],
    clearsAt: 9 * HOUR,
  }),

  'waiting calls cannot be released': says(
    'pendingOverdue',
    40 * MINUTE,
    {
      calls: [aCall()],
      weather: [graphFault('server-error', { target: 'callRecords', from: 110, until: HOUR })],
    },
    failing('PendingCallRecords', { from: 130, until: HOUR, method: 'replace' }),
  ),

  'an operator types in a row wrongly': says('unreadableRows', 20 * MINUTE, {}, (world) => {
    const { tables, tenant } = world;
    const key = { partitionKey: tenant.tenantId, rowKey: world.random.guid() };
    const rows = tables.table('PendingCallRecords');
    at(10 * MINUTE, () => rows.upsert({ ...key, cells: { State: { type: 'Int32', value: 1 } } }))(world);
    at(30 * MINUTE, () => rows.delete(key))(world);
  }),

  'a message cannot be read': says(
    'deadLetters',
    20 * MINUTE,
    { clearsAt: 26 * HOUR },
    at(10 * MINUTE, ({ queue }) => queue.put('not a message of ours')),
    saysNoMore(25 * HOUR, 'deadLetters'),
  ),

  'the function of the queue is disabled for a day': inWorld(
    { calls: hourly(10), clearsAt: 24 * HOUR },
    disabled('queue', 23 * HOUR),
    saysNoMore(22 * HOUR, 'noNotifications'),
  ),

  'storage accepts requests and never answers': async () => {
    const { application, clock } = applicationInMemory({}, () => new Promise(() => {}));
    let health: Health | undefined;
    void application.health().then((answer) => {
      health = answer;
    });
    clock.advance({ seconds: 5 });
    await setImmediate();
    if (health?.status === 'unhealthy') return [];
    return [broken('healthy', `a probe gets no answer within five seconds, but: ${health?.status}`)];
  },
} as const satisfies Readonly<Record<string, Proof>>;

function disabled(queue: 'queue' | 'poisonQueue', until: number): Prepare {
  return (world) => {
    world.hosts.disable(queue);
    at(until, () => world.hosts.enable(queue))(world);
  };
}
