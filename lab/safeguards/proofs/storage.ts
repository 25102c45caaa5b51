/** What the adapters ask of storage, and what they take for its answer: the storage of a world is in memory. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { outgoingRequests } from '../../bench/outgoing-requests.ts';
import { queuedMessage } from '../../queued-message.ts';
import { broken, type Proof } from './proof.ts';

/** Nothing listens there: what is asked is seen as it leaves. */
const NOWHERE = 'http://127.0.0.1:9/account';

const ONCE = { limitMilliseconds: 1_000, delaysMilliseconds: [] };

const accountAt = (url: string) => ({
  connectionString: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=YW55;QueueEndpoint=${url};TableEndpoint=${url};`,
});

export const storageProofs = {
  'messages go to Azure': async () => {
    const queue = createAzureQueue(accountAt(NOWHERE), 'call-records', ONCE);
    const asked = await outgoingRequests([NOWHERE], () =>
      Promise.allSettled([queue.send(aMessage()), queue.putBack('{}', 'queue', 300)]),
    );
    if (asked.length !== 2) return [broken('accounted', `${asked.length} of 2 messages were sent`)];
    const forgetful = asked.filter(({ url }) => url.searchParams.get('messagettl') !== '-1');
    return forgetful.map(({ url }) => broken('accounted', `the queue would forget a message: ${url.search}`));
  },
  'something else answers a message': async () => {
    const sent = await whereAPageAnswers(201, (url) =>
      createAzureQueue(accountAt(url), 'call-records', ONCE).send(aMessage()),
    );
    return sent ? [broken('accounted', 'a message counts as sent that no queue has taken')] : [];
  },
  'something else answers a reader': async () => {
    const read = await whereAPageAnswers(200, (url) =>
      Array.fromAsync(
        createAzureTables(accountAt(url), ONCE).table('Sessions').query({ partitionKey: 'call' }),
      ),
    );
    return read
      ? [broken('wholeVersion', 'a page that has no rows counts as one of a table without rows')]
      : [];
  },
} as const satisfies Readonly<Record<string, Proof>>;

function aMessage() {
  const id = '11111111-2222-4333-8444-555555555555';
  const { message } = queuedMessage(id, id, new Date(0));
  if (message === undefined) throw new Error('no message was made');
  return message;
}

/** Whether the work is content where a server has the same page for every request. */
async function whereAPageAnswers(status: number, work: (url: string) => Promise<unknown>): Promise<boolean> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html></html>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/account`);
    return true;
  } catch (error) {
    if (error instanceof StorageFailure) return false;
    throw error;
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
