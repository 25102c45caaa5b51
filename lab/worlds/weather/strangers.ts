/** What others post to our webhook, or put into our queue. */

import type { SimulatedWorld } from '../world/world.ts';
import type { Weather } from './weather.ts';

/** A forger posts notifications without our secret, of calls that only the forger knows. */
export function forgery(count: number, at: number): Weather {
  return {
    words: `${count} forged notifications`,
    from: at,
    begin({ random, checker, tenant }) {
      for (let posted = 0; posted < count; posted += 1) {
        const callId = random.guid();
        checker.forged(callId);
        tenant.forgeNotification(callId);
      }
    },
  };
}

/** A body is posted that is not a collection of notifications. */
export function nonsense(which: number, at: number): Weather {
  return { words: `nonsense ${which}`, from: at, begin: (world) => void postNonsense(world, which) };
}

const NONSENSE: ReadonlyArray<string> = [
  '',
  'hello',
  '{}',
  '{"value":{}}',
  '[]',
  '{"value":[]}',
  '{"value":[null,1,"x",{}]}',
  '{"value":[{"clientState":null}]}',
  `{"value":["${'y'.repeat(1_100_000)}"]}`,
];

async function postNonsense({ fleet, checker }: SimulatedWorld, which: number): Promise<void> {
  const body = NONSENSE[which % NONSENSE.length] ?? '';
  const instance = fleet.any();
  if (instance === undefined) return;
  const { status } = await instance.receive(`${fleet.deployment.origin}/api/notifications`, body);
  if (![202, 400, 413, 503].includes(status))
    checker.report('closed', `nonsense was answered with ${status}`);
}

/** A message that is not ours in our queue: none may be lost, and none may do harm. */
export function foreignMessage(which: number, at: number): Weather {
  return {
    words: `foreign message ${which}`,
    from: at,
    begin({ queue, tenant }) {
      const texts = foreignMessages(tenant.tenantId);
      void queue.put(texts[which % texts.length] ?? '');
    },
  };
}

function foreignMessages(tenantId: string): ReadonlyArray<string> {
  const ours = {
    schema: 1,
    tenantId,
    callId: '11111111-2222-4333-8444-555555555555',
    reason: 'notification',
    attempt: 0,
    firstSeenAt: '2026-11-23T09:00:00.0000000Z',
  };
  return [
    'hello',
    '',
    '{}',
    '[]',
    'null',
    '{"schema":',
    JSON.stringify({ ...ours, schema: 2 }),
    JSON.stringify({ ...ours, tenantId: '99999999-2222-4333-8444-555555555555' }),
    JSON.stringify({ ...ours, callId: 'no id' }),
    JSON.stringify({ ...ours, firstSeenAt: 'yesterday' }),
    JSON.stringify({ ...ours, attempt: -1 }),
    // The host puts these over what it says itself about the message.
    JSON.stringify({ dequeueCount: 99, id: 'mine' }),
    Buffer.from(JSON.stringify(ours)).toString('base64'),
    'x'.repeat(40_000),
  ];
}

/**
 * A message about a call that was notified already, as another build writes it: one before this build knew no
 * traceparent, and one to come may know more.
 */
export function earlierMessage(which: number, at: number): Weather {
  return {
    words: `message ${which} of another build`,
    from: at,
    begin({ tenant, queue, time }) {
      const calls = tenant.truth().filter(({ newestVersion }) => newestVersion !== undefined);
      const call = calls[which % Math.max(1, calls.length)];
      if (call === undefined) return;
      const message = {
        schema: 1,
        tenantId: tenant.tenantId,
        callId: call.callId,
        reason: 'notification',
        attempt: 0,
        firstSeenAt: time.now().toISOString(),
        build: 'another',
      };
      void queue.put(JSON.stringify(message));
    },
  };
}
