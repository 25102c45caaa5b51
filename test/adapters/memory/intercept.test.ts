import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../lab/manual-clock.ts';
import type { QueueRequest, TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { keysOf, PARTITION, row } from '../../conformance/rows.ts';

const LOST = new Error('lost');

describe('tables whose requests are intercepted', () => {
  test('tell of each request before and after it is carried out', async () => {
    const requests: Array<TableRequest> = [];
    const tables = createMemoryTables({ intercept: (request) => void requests.push(request) });
    const table = tables.table('Sessions');
    await table.insert(row('a'));
    await table.replace(row('a'), '*');
    await table.upsert(row('a'));
    await table.merge(row('a'));
    await table.get(row('a'));
    await table.batch([
      { kind: 'upsert', row: row('b') },
      { kind: 'delete', key: row('a') },
    ]);
    await keysOf(table);
    await table.delete(row('b'));
    expect(requests.filter(({ phase }) => phase === 'before')).toEqual(
      [
        ['insert', ['a']],
        ['replace', ['a']],
        ['upsert', ['a']],
        ['merge', ['a']],
        ['get', ['a']],
        ['batch', ['b', 'a']],
        ['query', []],
        ['delete', ['b']],
      ].map(([operation, rowKeys]) => ({
        table: 'Sessions',
        partitionKey: PARTITION,
        operation,
        rowKeys,
        phase: 'before',
      })),
    );
    expect(requests.map(({ phase }) => phase)).toEqual(
      requests.map((_, n) => (n % 2 === 0 ? 'before' : 'after')),
    );
  });

  test('tell of one request for each page of a query', async () => {
    const tables = createMemoryTables();
    for (let n = 0; n < 2_001; n++) await tables.table('Sessions').upsert(row(`${n}`));
    let pages = 0;
    const seen = tables.seenThrough(({ phase }) => {
      if (phase === 'before') pages += 1;
    });
    expect(await keysOf(seen.table('Sessions'))).toHaveLength(2_001);
    expect(pages).toBe(3);
  });

  test('do nothing for a request that never arrived', async () => {
    const tables = createMemoryTables();
    const seen = tables.seenThrough(({ phase }) => {
      if (phase === 'before') throw LOST;
    });
    const table = seen.table('Sessions');
    await expect(table.insert(row('a'))).rejects.toBe(LOST);
    await expect(table.batch([{ kind: 'upsert', row: row('a') }])).rejects.toBe(LOST);
    expect(tables.rows('Sessions')).toEqual([]);
  });

  test('have done what was asked when only the reply is lost', async () => {
    const tables = createMemoryTables();
    const seen = tables.seenThrough(({ phase }) => {
      if (phase === 'after') throw LOST;
    });
    const table = seen.table('Sessions');
    await expect(table.insert(row('a'))).rejects.toBe(LOST);
    await expect(table.batch([{ kind: 'upsert', row: row('b') }])).rejects.toBe(LOST);
    expect(tables.rows('Sessions').map(({ rowKey }) => rowKey)).toEqual(['a', 'b']);
  });

  test('let one process wait while another goes on', async () => {
    const tables = createMemoryTables();
    const gate = Promise.withResolvers<void>();
    const waiting = tables
      .seenThrough(({ phase }) => (phase === 'before' ? gate.promise : undefined))
      .table('Sessions')
      .insert(row('a'));
    expect(await tables.table('Sessions').insert(row('a'))).toMatchObject({ written: true });
    gate.resolve();
    expect(await waiting).toEqual({ written: false, because: 'exists' });
  });
});

describe('a queue whose requests are intercepted', () => {
  test('tells of each request, and which of its queues it is for', async () => {
    const requests: Array<QueueRequest> = [];
    const queue = createMemoryQueue(new ManualClock(), {
      intercept: (request) => void requests.push(request),
    });
    await queue.sendText('text');
    await queue.putBack('text', 'poisonQueue', 0);
    await queue.approximateLength('queue');
    const [message] = await queue.receive(1, 30);
    if (message !== undefined) await queue.delete(await queue.update(message, 30));
    expect(
      requests.filter(({ phase }) => phase === 'after').map((request) => [request.queue, request.operation]),
    ).toEqual([
      ['queue', 'send'],
      ['poisonQueue', 'send'],
      ['queue', 'length'],
      ['queue', 'receive'],
      ['queue', 'update'],
      ['queue', 'delete'],
    ]);
  });

  test('has kept a message of which only the confirmation is lost', async () => {
    const queue = createMemoryQueue(new ManualClock());
    const seen = queue.seenThrough(({ phase }) => {
      if (phase === 'after') throw LOST;
    });
    await expect(seen.sendText('text')).rejects.toBe(LOST);
    expect(queue.messages()).toMatchObject([{ text: 'text', dequeueCount: 0 }]);
  });
});
