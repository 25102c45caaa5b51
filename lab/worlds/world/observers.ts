/** Whatever happens in a world is told to those who note it, count it and judge it. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import { callIn } from '../checker/message-text.ts';
import { type Activity, currentActivity } from './activity.ts';
import type { GraphListener } from './graph-wire.ts';
import type { Instance } from './instance.ts';
import { promisedBy } from './promises.ts';
import type { QueueListener } from './queue.ts';
import type { WireListener } from './wire.ts';
import type { SimulatedWorld } from './world.ts';

/** Of a table's requests. */
export function tableObserver(world: SimulatedWorld): (request: TableRequest, by: string) => void {
  const { journal, tallies } = world;
  return (request, by) => {
    const { table, operation, partitionKey, rowKeys } = request;
    const callId = currentActivity()?.callId ?? (table === 'PendingCallRecords' ? rowKeys[0] : undefined);
    journal.note(by, callId, () => {
      const [first = '', ...more] = rowKeys;
      const others = more.length > 0 ? ` and ${more.length} more` : '';
      return `${operation} ${table} ${partitionKey} ${first}${others}`;
    });
    if (operation === 'get' || operation === 'query') return;
    tallies.storageWrites += 1;
    noteGenerations(world, request);
    world.checker.written(request);
    for (const rowKey of rowKeys) {
      const row = world.tables.row(table, { partitionKey, rowKey });
      if (row !== undefined) world.timers.written(table, row);
    }
  };
}

/** Keys of child rows say which generation they belong to; the activity remembers of which it wrote any. */
function noteGenerations({ tables }: SimulatedWorld, { table, partitionKey, rowKeys }: TableRequest): void {
  const activity = currentActivity();
  if (activity === undefined || !childTableNames.some((name) => name === table)) return;
  for (const rowKey of rowKeys) {
    const isWritten = tables.row(table, { partitionKey, rowKey }) !== undefined;
    if (isWritten) activity.generations.add(rowKey.split('_', 2)[1] ?? '');
  }
}

export function queueObserver(world: SimulatedWorld): QueueListener {
  const { journal } = world;
  const about = (text: string) => callIn(text, world.tenant.tenantId);
  return {
    sent: (queue, text, by) => {
      journal.note(by, about(text), () => `sends to ${queue}: ${text}`);
      world.checker.sent(text);
    },
    deleted: (queue, { id, text }, by) => {
      journal.note(by, about(text), () => `deletes ${id} from ${queue}`);
      world.checker.accounts.deleted(text);
    },
    visibleAt: (queue, milliseconds) => world.hosts.lookAt(queue, milliseconds),
  };
}

/** Of requests to the webhook: what they promise is known before they are answered. */
export function webhookObserver(
  world: SimulatedWorld,
): (instance: Instance, body: string) => (status: number) => void {
  const { journal } = world;
  return (instance, body) => {
    const { checker, timers, time } = world;
    const { versions, lifecycle } = promisedBy(body, instance.secrets, checker.truth);
    return (status) => {
      for (const callId of versions.keys()) {
        journal.note(instance.name, callId, () => `answers a notification of it with ${status}`);
      }
      if (status >= 200 && status < 300) checker.promised(versions, lifecycle);
      if (lifecycle.length > 0) timers.maintain.wake(time.milliseconds);
    };
  };
}

/** The slowest storage answers after twenty seconds, and who has just read may wait for one more reply. */
const SLOW_REPLIES_WITHIN_SECONDS = 40;

/** Of requests to Graph. */
export function graphObserver(world: SimulatedWorld): GraphListener {
  const { checker, weather, tallies, journal, time } = world;
  const { patience } = checker;
  const asker = (instance: Instance, activity: Activity | undefined) => {
    const second = (time.milliseconds - world.instantOf(0)) / 1000;
    const slowest = weather.slowestMillisecondsSince(second - SLOW_REPLIES_WITHIN_SECONDS);
    return { instance: instance.name, activity, slowness: 2 * Math.max(activity?.slowness ?? 0, slowest) };
  };
  return {
    asked: (instance, activity, { method, url }) => {
      patience.asked(asker(instance, activity), { method, url: new URL(url) });
    },
    answered: (instance, activity, { method, url }, { status, headers }) => {
      const { 'Retry-After': retryAfter, Date: date } = headers;
      tallies.graphRequests += 1;
      if (status === 429) tallies.throttled += 1;
      journal.note(instance.name, activity?.callId, () => {
        const told = retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`;
        return `${method} ${url} → ${status}${told}`;
      });
      const request = { method, url: new URL(url) };
      return patience.answered(asker(instance, activity), request, { status, retryAfter, date });
    },
  };
}

/** Of what befalls an instance's requests. */
export function wireObserver({ tallies, journal }: SimulatedWorld): WireListener {
  const inTrouble = (activity: Activity | undefined) => {
    if (activity !== undefined) activity.troubles += 1;
  };
  return {
    died: ({ name }, { kind, requests }) => {
      tallies.deaths += 1;
      journal.news(name, () => `its process ends during ${kind}, at request ${requests}`);
    },
    stalled: ({ name }, { kind }, milliseconds) => {
      tallies.stalls += 1;
      journal.news(name, () => `stands still for ${milliseconds / 1000} s during ${kind}`);
    },
    replyLost: (activity) => {
      tallies.repliesLost += 1;
      inTrouble(activity);
    },
    storageFailed: (activity) => {
      tallies.storageFailures += 1;
      inTrouble(activity);
    },
  };
}

/** Of what happens in the tenant by itself. */
export function observeTenant(world: SimulatedWorld): void {
  const { tenant, tallies, journal, calls } = world;
  tenant.on((event) => {
    switch (event.type) {
      case 'callEnded': {
        const { callId, startDateTime, availableAt } = event;
        tallies.calls += 1;
        calls.set(callId, { startedAt: Date.parse(startDateTime), availableAt: availableAt.getTime() });
        journal.note('Graph', callId, () => `the call has ended; readable at ${availableAt.toISOString()}`);
        break;
      }
      case 'versionPublished': {
        const { callId, version, lastModifiedDateTime } = event;
        tallies.versions += 1;
        journal.note('Graph', callId, () => `publishes version ${version} of ${lastModifiedDateTime}`);
        break;
      }
      case 'notificationAnswered':
        for (const { callId, forged } of event.elements) {
          if (forged) tallies.forged += 1;
          else if (callId !== undefined) {
            if (event.accepted) tallies.accepted += 1;
            journal.note('Graph', callId, () => `notifies, try ${event.attempt}: ${event.status}`);
          }
        }
        break;
      case 'notificationDropped':
        tallies.dropped += 1;
        journal.note('Graph', event.element.callId, () => `drops a notification: ${event.reason}`);
        break;
      case 'subscriptionCreated':
      case 'subscriptionDeleted':
      case 'subscriptionExpired':
        journal.news('Graph', () => `${event.type} ${event.subscriptionId}`);
        world.timers.maintain.wake(world.time.milliseconds);
        break;
    }
  });
}
