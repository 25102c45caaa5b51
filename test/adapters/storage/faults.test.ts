import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { azuriteConnectionString } from '../../../lab/azurite/connection-string.ts';
import { InsecureEndpoint } from '../../../src/adapters/storage/connection.ts';
import { connectQueue, createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import type { Tries } from '../../../src/adapters/storage/tries.ts';
import { RowExists, RowMissing, StorageFailure, type Table } from '../../../src/ports/storage.ts';
import { inserted, int32, keysOf, row, text } from '../../conformance/rows.ts';
import { freshAccount } from '../../storage-account.ts';
import { type ProxyFault, type StorageProxy, startStorageProxy } from '../../storage-proxy.ts';

/** As many tries as in production, without its waits. */
const FOUR_TRIES: Tries = { limitMilliseconds: 10_000, delaysMilliseconds: [0, 0, 0] };

/** What stands where no storage is, or before it, may answer everything so. */
const A_PAGE: ProxyFault = { status: 200, contentType: 'text/html', body: '<html></html>' };

const OF_STORAGE = { status: 200, contentType: 'application/json', requestId: 'an id' };

describe('a table behind an unreliable network', () => {
  let proxy: StorageProxy;
  let table: Table;

  beforeEach(async () => {
    const account = freshAccount();
    await createAzureTables({ connectionString: account }).createAll();
    proxy = await startStorageProxy(account);
    const tables = createAzureTables({ connectionString: proxy.connectionString }, FOUR_TRIES);
    table = tables.table('CallRecords');
  });
  afterEach(() => proxy.close());

  /** Meets the first requests with the fault and lets all others pass. */
  function failFirst(count: number, fault: ProxyFault): void {
    let seen = 0;
    proxy.failWhen(() => {
      seen += 1;
      return seen <= count ? fault : undefined;
    });
  }

  test.each<ProxyFault>(['unreachable', { status: 408 }, { status: 429 }, { status: 500 }, { status: 503 }])(
    'writes and reads after three faults (%j)',
    async (fault) => {
      failFirst(3, fault);
      expect(await table.insert(row('a', { Name: text('Ada') }))).toMatchObject({ written: true });
      failFirst(3, fault);
      expect((await table.get(row('a')))?.cells).toEqual({ Name: text('Ada') });
      failFirst(3, fault);
      expect(await keysOf(table)).toEqual(['a']);
      failFirst(3, fault);
      await table.batch([{ kind: 'delete', key: row('a') }]);
      expect(await keysOf(table)).toEqual([]);
    },
  );

  test.each<ProxyFault>(['unreachable', { status: 503 }])(
    'gives up after the fourth fault (%j)',
    async (fault) => {
      proxy.failWhen(() => fault);
      const failure = await table.upsert(row('a')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(proxy.requests).toHaveLength(4);
    },
  );

  const MULTIPART = 'multipart/mixed; boundary=batchresponse_b';
  const inBatch = (answer: string): ProxyFault => ({
    status: 202,
    contentType: MULTIPART,
    body: `--batchresponse_b\r\n\r\n--changesetresponse_c\r\n\r\n${answer}\r\n\r\n--changesetresponse_c--\r\n--batchresponse_b--`,
  });

  test.each<[string, ProxyFault]>([
    ['a refusal without a body', inBatch('HTTP/1.1 503 Server Busy')],
    ['a refusal in XML', inBatch('HTTP/1.1 500 Internal Server Error\r\n\r\n<error/>')],
    ['one action too few', inBatch('HTTP/1.1 204 No Content')],
    ['nothing', { status: 202, contentType: MULTIPART, body: '' }],
    ['a page of a proxy', A_PAGE],
  ])('does not take a batch for written that is answered with %s', async (_what, fault) => {
    const batch = [row('a'), row('b')].map((written) => ({ kind: 'upsert', row: written }) as const);
    proxy.failWhen(() => fault);
    const failure = await table.batch(batch).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageFailure);
    expect(failure).toMatchObject({ mayPass: true });
    expect(proxy.requests).toHaveLength(4);
    failFirst(3, fault);
    await table.batch(batch);
    expect(await keysOf(table)).toEqual(['a', 'b']);
  });

  test('is not taken for empty when something else than storage answers', async () => {
    proxy.failWhen(() => ({ status: 404 }));
    await expect(table.get(row('a'))).rejects.toBeInstanceOf(StorageFailure);
    await expect(table.delete(row('a'))).rejects.toBeInstanceOf(StorageFailure);
  });

  test.each<[string, ProxyFault]>([
    ['a page of a proxy', A_PAGE],
    ['the JSON of a portal', { status: 200, contentType: 'application/json', body: '{"login":"required"}' }],
    ['rows of another', { status: 200, contentType: 'application/json', body: '{"value":[]}' }],
    ['nothing', { ...OF_STORAGE, body: '' }],
    ['something', { ...OF_STORAGE, body: '{"a":1}' }],
    ['half an answer', { ...OF_STORAGE, body: '{"value":[' }],
  ])('is not taken for empty when reading is answered with %s', async (_what, fault) => {
    await table.insert(row('a'));
    const byKey = async () => [(await table.get(row('a')))?.rowKey];
    for (const read of [byKey, () => keysOf(table)]) {
      proxy.failWhen(() => fault);
      const failure = await read().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(failure).toMatchObject({ mayPass: true });
      failFirst(3, fault);
      expect(await read()).toEqual(['a']);
    }
  });

  test.each<[string, ProxyFault]>([
    ['a page of a proxy', A_PAGE],
    ['what creates everything', { status: 201 }],
    ['what takes everything', { status: 204 }],
  ])('does not take for written what %s answers', async (_what, fault) => {
    const etag = await inserted(table, row('a'));
    proxy.failWhen(() => fault);
    const writes: ReadonlyArray<() => Promise<unknown>> = [
      () => table.insert(row('b')),
      () => table.replace(row('a'), etag),
      () => table.upsert(row('b')),
      () => table.merge(row('b')),
      () => table.delete(row('a')),
    ];
    for (const write of writes) {
      const failure = await write().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(failure).toMatchObject({ mayPass: true });
    }
    proxy.heal();
    expect(await keysOf(table)).toEqual(['a']);
  });

  test.each([400, 401, 403, 404, 405, 413, 501])(
    'does not repeat what will not pass (%i)',
    async (status) => {
      proxy.failWhen(() => ({ status }));
      const failure = await table.upsert(row('a')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(failure).toMatchObject({ status });
      expect(proxy.requests).toHaveLength(1);
    },
  );

  test('names the table, the operation and the answer of a failure, and no key or content', async () => {
    proxy.failWhen(() => ({ status: 403 }));
    const secret = row('secret-key', { Name: text('secret-name') });
    for (const [operation, request] of [
      ['get', () => table.get(secret)],
      ['insert', () => table.insert(secret)],
      ['merge', () => table.merge(secret)],
      ['batch', () => table.batch([{ kind: 'upsert', row: secret }])],
      ['query', () => keysOf(table, { partitionKey: 'secret-partition' })],
    ] as const) {
      const failure = await request().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(String(failure)).toContain(`table CallRecords: ${operation} failed: 403`);
      expect(JSON.stringify(failure) + String(failure)).not.toContain('secret');
      expect(failure).not.toHaveProperty('cause');
    }
  });

  test('of which the reply to an upsert or a merge was lost holds the row once', async () => {
    failFirst(1, 'replyLost');
    await table.upsert(row('a', { Name: text('Ada') }));
    failFirst(1, 'replyLost');
    await table.merge(row('a', { Age: int32(36) }));
    expect((await table.get(row('a')))?.cells).toEqual({ Name: text('Ada'), Age: int32(36) });
  });

  test('of which the reply to an insert was lost says that the row exists: its own', async () => {
    failFirst(1, 'replyLost');
    expect(await table.insert(row('a', { Name: text('Ada') }))).toEqual({
      written: false,
      because: 'exists',
    });
    expect((await table.get(row('a')))?.cells).toEqual({ Name: text('Ada') });
  });

  test('of which the reply to a replacement was lost says that the row changed: to its own', async () => {
    const etag = await inserted(table, row('a'));
    failFirst(1, 'replyLost');
    expect(await table.replace(row('a', { Name: text('Ada') }), etag)).toEqual({
      written: false,
      because: 'changed',
    });
    expect((await table.get(row('a')))?.cells).toEqual({ Name: text('Ada') });
  });

  test('of which the reply to a delete was lost says that the row is missing', async () => {
    await table.upsert(row('a'));
    failFirst(1, 'replyLost');
    expect(await table.delete(row('a'))).toEqual({ written: false, because: 'missing' });
  });

  test('of which the reply to a batch was lost has carried it out, whatever the second try says', async () => {
    await table.upsert(row('old'));
    failFirst(1, 'replyLost');
    const deletion = table.batch([{ kind: 'delete', key: row('old') }]);
    await expect(deletion).rejects.toBeInstanceOf(RowMissing);
    failFirst(1, 'replyLost');
    const insertion = table.batch([{ kind: 'insert', row: row('new') }]);
    await expect(insertion).rejects.toBeInstanceOf(RowExists);
    failFirst(1, 'replyLost');
    await table.batch([{ kind: 'upsert', row: row('newer') }]);
    expect(await keysOf(table)).toEqual(['new', 'newer']);
  });

  test('goes on with a query at the page that failed', async () => {
    for (let first = 0; first < 1_100; first += 100) {
      await table.batch(
        Array.from({ length: 100 }, (_, n) => ({
          kind: 'insert',
          row: row(String(first + n).padStart(5, '0')),
        })),
      );
    }
    let pages = 0;
    proxy.failWhen(({ path }) => {
      if (!path.includes('$filter')) return undefined;
      pages += 1;
      return pages === 2 ? { status: 503 } : undefined;
    });
    expect(new Set(await keysOf(table)).size).toBe(1_100);
    expect(pages).toBe(3);
  });
});

describe('the queue behind an unreliable network', () => {
  let proxy: StorageProxy;
  beforeEach(async () => {
    const account = freshAccount();
    await createAzureQueue({ connectionString: account }, 'call-records').create();
    proxy = await startStorageProxy(account);
  });
  afterEach(() => proxy.close());

  test('confirms a message after two faults, and rejects after three', async () => {
    const queue = createAzureQueue({ connectionString: proxy.connectionString }, 'call-records', {
      limitMilliseconds: 10_000,
      delaysMilliseconds: [0, 0],
    });
    let faults = 2;
    proxy.failWhen(() => {
      faults -= 1;
      return faults >= 0 ? { status: 503 } : undefined;
    });
    await queue.putBack('text', 'queue', 0);
    expect(await queue.approximateLength('queue')).toBe(1);
    proxy.failWhen(() => 'unreachable');
    await expect(queue.putBack('text', 'queue', 0)).rejects.toBeInstanceOf(StorageFailure);
  });

  test.each<[string, ProxyFault]>([
    ['a page of a proxy', A_PAGE],
    ['the XML of a portal', { status: 200, contentType: 'application/xml', body: '<Login/>' }],
    ['nothing', { status: 200, contentType: 'application/xml', body: '' }],
    ['what takes everything', { status: 201, contentType: 'text/html', body: '' }],
  ])('is not taken for empty, nor a message for sent, when %s answers', async (_what, fault) => {
    const queue = createAzureQueue({ connectionString: proxy.connectionString }, 'call-records', FOUR_TRIES);
    await queue.putBack('text', 'queue', 0);
    const message = JSON.parse('{}') as Parameters<typeof queue.send>[0];
    const requests: ReadonlyArray<() => Promise<unknown>> = [
      () => queue.send(message),
      () => queue.putBack('text', 'queue', 0),
      () => queue.approximateLength('queue'),
      () => queue.oldestVisibleAt(),
    ];
    proxy.failWhen(() => fault);
    for (const request of requests) {
      const failure = await request().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageFailure);
      expect(failure).toMatchObject({ mayPass: true });
    }
    proxy.heal();
    expect(await queue.approximateLength('queue')).toBe(1);
    expect(await queue.oldestVisibleAt()).toBeInstanceOf(Date);
  });
});

describe('storage that accepts connections and never answers', () => {
  const server = createServer(() => {});
  let connectionString: string;
  beforeEach(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    connectionString = azuriteConnectionString({ blob: port, queue: port, table: port });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const twoShortTries: Tries = { limitMilliseconds: 50, delaysMilliseconds: [0] };

  test('fails a request to a table when its tries are over', async () => {
    const table = createAzureTables({ connectionString }, twoShortTries).table('CallRecords');
    await expect(table.get(row('a'))).rejects.toMatchObject({ name: 'StorageFailure', code: 'ETIMEDOUT' });
    const batch = table.batch([{ kind: 'upsert', row: row('a') }]);
    await expect(batch).rejects.toMatchObject({ name: 'StorageFailure', code: 'ETIMEDOUT' });
  });

  test('fails a message to the queue when its tries are over', async () => {
    const queue = createAzureQueue({ connectionString }, 'call-records', twoShortTries);
    await expect(queue.putBack('text', 'queue', 0)).rejects.toMatchObject({
      name: 'StorageFailure',
      code: 'ETIMEDOUT',
    });
  });

  test('lets the sender of a message give up at any time', async () => {
    const queue = createAzureQueue({ connectionString }, 'call-records');
    const sender = new AbortController();
    server.once('request', () => sender.abort(new Error('given up')));
    const message = JSON.parse('{}') as Parameters<typeof queue.send>[0];
    await expect(queue.send(message, sender.signal)).rejects.toThrow('given up');
  });
});

describe('storage that is not set up', () => {
  test('fails when a table is missing, and does not take it for a missing row', async () => {
    const table = createAzureTables({ connectionString: freshAccount() }).table('CallRecords');
    for (const request of [
      () => table.get(row('a')),
      () => table.insert(row('a')),
      () => table.replace(row('a'), 'W/"datetime\'2026-11-23T09%3A00%3A00.0000000Z\'"'),
      () => table.upsert(row('a')),
      () => table.delete(row('a')),
      () => table.batch([{ kind: 'delete', key: row('a') }]),
      () => keysOf(table),
    ]) {
      await expect(request()).rejects.toMatchObject({ name: 'StorageFailure', code: 'TableNotFound' });
    }
  });

  test('fails when the queue is missing', async () => {
    const queue = createAzureQueue({ connectionString: freshAccount() }, 'call-records');
    await expect(queue.putBack('text', 'queue', 0)).rejects.toMatchObject({
      name: 'StorageFailure',
      code: 'QueueNotFound',
    });
  });

  test('is set up by creating its tables and queues, which may be done again and by several at once', async () => {
    const connection = { connectionString: freshAccount() };
    const tables = createAzureTables(connection);
    const queue = createAzureQueue(connection, 'call-records');
    await Promise.all([tables.createAll(), tables.createAll(), queue.create(), queue.create()]);
    await tables.createAll();
    for (const name of tables.names) expect(await keysOf(tables.table(name))).toEqual([]);
    expect(await queue.approximateLength('queue')).toBe(0);
  });

  test.each([
    'UseDevelopmentStorage=true',
    'DefaultEndpointsProtocol=https;AccountName=account;AccountKey=QQ==;EndpointSuffix=core.windows.net',
  ])('can be reached by the connection string %s', (connectionString) => {
    expect(createAzureTables({ connectionString }).table('CallRecords')).toBeDefined();
    expect(createAzureQueue({ connectionString }, 'call-records')).toBeDefined();
  });

  test.each(['http://storage.example', 'http://10.0.0.1:10002', 'http://127.0.0.1.example'])(
    'is not reached in the clear at %s',
    (endpoint) => {
      const connectionString = [
        'DefaultEndpointsProtocol=http;AccountName=account;AccountKey=QQ==',
        `TableEndpoint=${endpoint}/account;QueueEndpoint=${endpoint}/account`,
      ].join(';');
      const byIdentity = {
        tableServiceUri: `${endpoint}/account`,
        queueServiceUri: `${endpoint}/account`,
        credential: { getToken: async () => null },
      };
      for (const connection of [{ connectionString }, byIdentity]) {
        expect(() => createAzureTables(connection).table('CallRecords')).toThrow(InsecureEndpoint);
        expect(() => connectQueue(connection, 'call-records')).toThrow(InsecureEndpoint);
      }
    },
  );
});
