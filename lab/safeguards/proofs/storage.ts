/** What the adapters ask of storage, and what they take for its answer: the storage of a world is in memory. */

import { createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../../src/adapters/storage/tables.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { outgoingRequests } from '../../bench/outgoing-requests.ts';
import { queuedMessage } from '../../queued-message.ts';
import { withSomethingElse } from '../../storage/something-else.ts';
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
    const isSent = await isContent({ status: 201 }, (url) =>
      createAzureQueue(accountAt(url), 'call-records', ONCE).send(aMessage()),
    );
    return isSent ? [broken('accounted', 'a message counts as sent that no queue has taken')] : [];
  },
  'something else answers a writer': async () => {
    const isWritten = await isContent({ status: 204 }, (url) =>
      createAzureTables(accountAt(url), ONCE)
        .table('PendingCallRecords')
        .upsert({ partitionKey: 'a', rowKey: 'b', cells: {} }),
    );
    return isWritten ? [broken('accounted', 'a row counts as written that no table has taken')] : [];
  },
  'something else answers a reader': async () => {
    const isRead = await isContent({ status: 200, body: '{"value":[]}' }, (url) =>
      Array.fromAsync(createAzureTables(accountAt(url), ONCE).table('Sessions').query({ partitionKey: 'a' })),
    );
    return isRead ? [broken('wholeVersion', 'a call counts as one without sessions that no table gave')] : [];
  },
} as const satisfies Readonly<Record<string, Proof>>;

function aMessage() {
  const id = '11111111-2222-4333-8444-555555555555';
  const { message } = queuedMessage(id, id, new Date(0));
  if (message === undefined) throw new Error('no message was made');
  return message;
}

/** Whether the work is content with such an answer. */
async function isContent(
  answer: Parameters<typeof withSomethingElse>[0],
  work: (url: string) => Promise<unknown>,
): Promise<boolean> {
  try {
    await withSomethingElse(answer, work);
    return true;
  } catch (error) {
    if (error instanceof StorageFailure) return false;
    throw error;
  }
}
