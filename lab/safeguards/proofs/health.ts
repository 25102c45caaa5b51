/** What health says of each trouble while it lasts, and nothing once it is over; and that one does not make another. */

import { setImmediate } from 'node:timers/promises';
import type { Health } from '../../../src/health/reports.ts';
import type { DisturbableRequest } from '../../graph/faults.ts';
import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import { storageDown } from '../../worlds/weather/storage.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { applicationInMemory, missing, saidBy, says, saysNoMore } from './ask-health.ts';
import { failing, listFailsOf, when } from './moments.ts';
import { aCall, at, broken, inWorld, mustBeStoredBy, type Prepare, type Proof } from './proof.ts';

const DAY = 24 * HOUR;

const isList = ({ operation }: DisturbableRequest) => operation.kind === 'listCallRecords';

/** A call in each of so many hours, an hour apart, the first of which ends after two minutes. */
const hourly = (hours: number) =>
  Array.from({ length: hours }, (_, hour) => aCall({ endsAt: hour * HOUR + 2 * MINUTE }));

/** At its first request to Graph the process ends. */
const BEFORE_GRAPH = { request: 3, phase: 'before' } as const;

const TAKEN_BY_ANOTHER = {
  weather: [
    subscriptionEvent('subscription-removed', 12 * MINUTE),
    graphFault('subscription-conflict', { from: 5 * MINUTE, until: HOUR }),
  ],
  clearsAt: HOUR,
};

export const healthProofs = {
  'the settings name no account for the host': async () => {
    const { application } = applicationInMemory({ AzureWebJobsStorage: undefined });
    return missing(await saidBy(application), 'noHostStorage');
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
    const after = await saidBy(application);
    return after.includes('queueBacklog') ? [broken('healthy', 'queueBacklog is still said')] : found;
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

  'the subscription cannot be created again': says(
    'noLiveSubscription',
    40 * MINUTE,
    { weather: [subscriptionEvent('subscription-removed', 10 * MINUTE)] },
    (world) =>
      world.tenant.faults.add('server-error', {
        target: 'subscriptions',
        when: ({ operation }) => operation.kind === 'createSubscription',
        from: new Date(world.instantOf(5 * MINUTE)),
        until: new Date(world.instantOf(HOUR)),
      }),
  ),

  'the organization has all the subscriptions that Graph allows': says(
    'subscriptionQuotaReached',
    40 * MINUTE,
    {
      weather: [
        graphFault('subscription-quota', { from: 5 * MINUTE, until: HOUR }),
        subscriptionEvent('subscription-removed', 12 * MINUTE),
      ],
      clearsAt: HOUR,
    },
  ),

  'another deployment has the only subscription that Graph allows': says(
    'subscriptionConflict',
    40 * MINUTE,
    TAKEN_BY_ANOTHER,
  ),

  'storage fails while another deployment has the only subscription': says(
    'subscriptionConflict',
    40 * MINUTE,
    TAKEN_BY_ANOTHER,
    failing('Subscriptions', { from: 20 * MINUTE, until: 40 * MINUTE }),
  ),

  'something deletes the subscription again and again': says('subscriptionChurning', HOUR, {
    weather: Array.from({ length: 5 }, (_, time) =>
      subscriptionEvent('subscription-removed', 5 * MINUTE + time * 11 * MINUTE),
    ),
    clearsAt: 2 * HOUR,
  }),

  'no notification arrives while calls go on': says('noNotifications', 9 * HOUR, {
    calls: hourly(10),
    weather: [graphFault('notification-dropped', { from: 5 * MINUTE, until: 9.5 * HOUR })],
    clearsAt: 9.5 * HOUR,
  }),

  'notifications of our own subscription carry another secret': says(
    'clientStateMismatch',
    20 * MINUTE,
    {},
    at(19 * MINUTE, sendWithAnotherSecret),
    at(20 * MINUTE, lookFromOutside),
  ),

  'Graph does not answer about subscriptions': says('maintainNotSucceeding', 40 * MINUTE, {
    weather: [graphFault('server-error', { target: 'subscriptions', from: 5 * MINUTE, until: HOUR })],
  }),

  'Graph throttles listing for hours': says(
    'reconcileBehind',
    4 * HOUR,
    { clearsAt: 5 * HOUR },
    listFails('throttled', 5 * HOUR),
  ),

  'Graph fails to list one hour': says(
    'reconcileBehind',
    1.5 * HOUR,
    { calls: hourly(3), clearsAt: 3 * HOUR },
    listFailsOf(/ge 2026-11-23T09/, 3 * HOUR),
  ),

  'Graph refuses to list': says(
    'reconcileNotSucceeding',
    2 * HOUR,
    { clearsAt: 3 * HOUR },
    listFails('forbidden', 3 * HOUR),
  ),

  'Graph lists a call for hours and does not show it': says(
    'coverageIncomplete',
    7 * HOUR,
    { clearsAt: 8 * HOUR },
    happensTo('not-found', { endsAfter: 5 * MINUTE, until: 8 * HOUR }),
  ),

  'the app stands still for longer than Graph lists': says(
    'hoursAgedOut',
    31 * DAY + 2 * HOUR,
    { calls: [aCall()], clearsAt: 33 * DAY },
    at(HOUR, ({ fleet }) => fleet.scale(0)),
    at(31 * DAY + HOUR, ({ fleet }) => fleet.scale(1)),
  ),

  'Graph lists nothing and shows calls by id': says('listIncomplete', 6 * HOUR, {
    calls: hourly(3),
    weather: [graphFault('empty-list', { from: 5 * MINUTE, until: 7 * HOUR })],
    clearsAt: 7 * HOUR,
  }),

  'the row of a call that listing found is deleted by hand': says(
    'coverageIncomplete',
    3 * HOUR,
    { clearsAt: 4 * HOUR },
    happensTo('notification-dropped', { endsAfter: 5 * MINUTE, until: HOUR }),
    when({ request: 'insert PendingCallRecords', phase: 'after' }, (_, { tables }) => {
      for (const key of tables.rows('PendingCallRecords'))
        void tables.table('PendingCallRecords').delete(key);
    }),
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

  'a call waits while subscriptions are refused': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 10 * MINUTE })],
      weather: [graphFault('forbidden', { target: 'subscriptions', from: 3 * MINUTE, until: 2 * HOUR })],
      clearsAt: 2 * HOUR,
    },
    mustBeStoredBy(50 * MINUTE),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/** The sender of forged notifications does not learn from health that the id was right. */
async function lookFromOutside({ fleet, checker }: SimulatedWorld): Promise<void> {
  const health = await fleet.any()?.application.health();
  if (health?.status === 'unhealthy')
    checker.report('closed', `a stranger sees that the id was right: ${health.reasons}`);
}

/** A call of its own meets this fault from the beginning. */
function happensTo(
  fault: 'forbidden' | 'not-found' | 'notification-dropped',
  { endsAfter, until }: { readonly endsAfter: number; readonly until: number },
): Prepare {
  return (world) => {
    const id = world.random.guid();
    const call = {
      id,
      kind: 'failed',
      readableAfterSeconds: 0,
      notifiedAfterSeconds: 0,
      versions: [{}],
    } as const;
    world.tenant.faults.add(fault, { callId: id, until: new Date(world.instantOf(until)) });
    at(endsAfter, ({ tenant }) => tenant.startCall(call))(world);
  };
}

function listFails(fault: 'throttled' | 'forbidden', until: number): Prepare {
  return (world) =>
    world.tenant.faults.add(fault, {
      target: 'callRecords',
      when: isList,
      retryAfter: '300',
      from: new Date(world.instantOf(5 * MINUTE)),
      until: new Date(world.instantOf(until)),
    });
}

function disabled(queue: 'queue' | 'poisonQueue', until: number): Prepare {
  return (world) => {
    world.hosts.disable(queue);
    at(until, () => world.hosts.enable(queue))(world);
  };
}

async function sendWithAnotherSecret({ fleet, tables, random }: SimulatedWorld): Promise<void> {
  const live = [...tables.rows('Subscriptions')].find(({ cells }) => cells.State?.value === 'live');
  const notification = {
    subscriptionId: live?.rowKey,
    clientState: 'the secret of another',
    resource: `communications/callRecords/${random.guid()}`,
  };
  const url = `${fleet.deployment.origin}/api/notifications`;
  await fleet.any()?.receive(url, JSON.stringify({ value: [notification] }), false);
}
