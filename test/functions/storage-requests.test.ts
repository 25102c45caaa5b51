import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type StorageProxy, type StorageRequest, startStorageProxy } from '../storage-proxy.ts';
import { type PipelineWorld, pipelineWorld, READABLE_AT_ONCE } from './pipeline-world.ts';

/** For one new peer-to-peer call: docs/proofs.md, "Storing a version". */
const BUDGET = 12;

let proxies: Array<StorageProxy> = [];
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  proxies = [];
});

const OF_THE_INSTANCE = /^\/(?:PipelineStatus|Withheld)\b/;

async function countedWorld() {
  const world = await pipelineWorld({
    settings: { BACKFILL_DAYS: '0' },
    storage: async (account) => {
      const proxy = await startStorageProxy(account);
      proxies.push(proxy);
      return proxy.connectionString;
    },
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('the world did not ask for its storage');
  return { world, proxy };
}

/** What an ingest asks of tables for its call. PipelineStatus and Withheld are written and read once a minute or 5 s. */
async function requestsOf(proxy: StorageProxy, ingested: () => Promise<void>) {
  const before = proxy.requests.length;
  await ingested();
  return proxy.requests
    .slice(before)
    .filter(({ service, path }) => service === 'table' && !OF_THE_INSTANCE.test(path));
}

function lines(requests: ReadonlyArray<StorageRequest>): string {
  return requests.map(({ method, path }) => `${method} ${path}`).join('\n');
}

async function notifyAgain(world: PipelineWorld, callId: string): Promise<void> {
  await world.post(JSON.stringify(world.notificationsFor([callId])));
  await world.settle();
}

describe('over the wire', () => {
  it('a new peer-to-peer call takes at most 12 requests to the tables', async () => {
    const { world, proxy } = await countedWorld();
    for (let call = 0; call < 3; call += 1) {
      const requests = await requestsOf(proxy, async () => {
        world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
        await world.settle();
      });
      expect(requests.length, lines(requests)).toBeLessThanOrEqual(BUDGET);
      expect(requests.length).toBeGreaterThan(5);
    }
  });

  it('a notification of what is stored already only reads: the pending row and the head', async () => {
    const { world, proxy } = await countedWorld();
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const requests = await requestsOf(proxy, () => notifyAgain(world, call.callId));
    expect(
      requests.map(({ method }) => method),
      lines(requests),
    ).toEqual(['GET', 'GET']);
  });

  it('calls take no request more while 800 users are excluded, to Graph neither, and an excluded one takes fewer', async () => {
    const { world, proxy } = await countedWorld();
    const users = Array.from(
      { length: 800 },
      (_, user) => `00000000-0000-4000-8000-${String(user).padStart(12, '0')}`,
    );
    const exclude = async (rowKey: string, ids: ReadonlyArray<string>) =>
      await world.write('Withheld', rowKey, {
        Excludes: { type: 'String', value: 'user' },
        Ids: { type: 'String', value: JSON.stringify(ids) },
        RequestedAt: { type: 'DateTime', value: '2026-11-01T00:00:00.0000000Z' },
      });
    await exclude('exclusion_1', users);
    const toGraph = () => world.events.filter(({ type }) => type === 'requestAnswered').length;
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    const before = toGraph();
    const stored = await requestsOf(proxy, () => world.settle());
    expect(stored.length, lines(stored)).toBeLessThanOrEqual(BUDGET);
    expect(toGraph() - before).toBe(2);
    const again = await requestsOf(proxy, () => notifyAgain(world, call.callId));
    expect(
      again.map(({ method }) => method),
      lines(again),
    ).toEqual(['GET', 'GET']);
    expect(toGraph() - before).toBe(3);

    const other = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    const { organizer_v2: organizer } = world.tenant.recordOf(other.callId) as {
      organizer_v2: { identity: { user: { id: string } } };
    };
    await exclude('exclusion_2', [organizer.identity.user.id]);
    world.clock.advance({ minutes: 1 });
    const withheld = await requestsOf(proxy, () => world.settle());
    expect(withheld.length, lines(withheld)).toBeLessThan(stored.length);
    expect(toGraph() - before).toBe(5);
    const withheldAgain = await requestsOf(proxy, () => notifyAgain(world, other.callId));
    expect(
      withheldAgain.map(({ method }) => method),
      lines(withheldAgain),
    ).toEqual(['GET', 'GET']);
  });

  it.each([
    ['maintain', '43,200', { table: 17, queue: 4 }],
    ['reconcile', '8,640', { table: 6, queue: 0 }],
    // Four, and one for each day that is listed: today here, and 31 days after a month.
    ['summarize', '8,640', { table: 4 + 1, queue: 0 }],
    ['retain', '4,320', { table: 6, queue: 0 }],
    ['forget', '2,880', { table: 5, queue: 0 }],
    ['health', '43,200', { table: 8, queue: 3 }],
  ] as const)(
    'a run of %s with nothing to do takes what docs/operations.md counts',
    async (name, runs, cost) => {
      const { world, proxy } = await countedWorld();
      await world.pass(1);
      await world.host.runTimer('reconcile');
      world.clock.advance({ minutes: 1 });
      await world.host.runTimer('summarize');
      await world.host.runTimer('retain');
      world.clock.advance({ minutes: 1 });
      const before = proxy.requests.length;
      if (name === 'health') await world.host.http('/api/health');
      else await world.host.runTimer(name);
      const requests = proxy.requests.slice(before);
      const counted = { table: 0, queue: 0 };
      for (const { service } of requests) counted[service] += 1;
      expect(counted, lines(requests)).toEqual(cost);

      const page = await readFile('docs/operations.md', 'utf8');
      expect(page).toContain(`${runs} × ${name === 'summarize' ? '(4 + 31)' : cost.table}`);
      if (cost.queue > 0) expect(page).toContain(`${runs} × ${cost.queue} =`);
    },
  );
});
