import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import type { AskStorage } from '../../../src/adapters/storage-clock.ts';

const DATE = new Date('2026-12-02T09:00:00Z');

/** Who answers in place of storage, or storage itself: then with an id of the request. */
let requestId: string | undefined;
const server = createServer((_request, response) => {
  response.setHeader('date', DATE.toUTCString());
  if (requestId !== undefined) response.setHeader('x-ms-request-id', requestId);
  response.setHeader('content-type', 'application/json');
  response.end('{"PartitionKey":"a","RowKey":"b","odata.etag":"c","Timestamp":"2026-11-29T09:00:00Z"}');
});
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it.each([undefined, 'of storage'])(
  'the date of an answer counts if it has an id of storage: %s',
  async (id) => {
    requestId = id;
    const heard: Array<Date> = [];
    const asks: AskStorage = () => (answeredAt) => heard.push(answeredAt);
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=QQ==;QueueEndpoint=${at};TableEndpoint=${at};`;
    const queue = createAzureQueue({ connectionString }, 'q', undefined, asks);
    await queue.approximateLength('queue').catch(() => undefined);
    const table = createAzureTables({ connectionString }, undefined, asks).table('PipelineStatus');
    await table.get({ partitionKey: 'a', rowKey: 'b' }).catch(() => undefined);
    expect(heard).toEqual(id === undefined ? [] : [DATE, DATE]);
  },
);
