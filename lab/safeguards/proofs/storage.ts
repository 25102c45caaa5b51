/** What the adapter asks of the queue: the queue of a world is in memory, and forgets nothing. */

import { createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { outgoingRequests } from '../../bench/outgoing-requests.ts';
import { queuedMessage } from '../../queued-message.ts';
import { broken, type Proof } from './proof.ts';

/** Nothing listens there: what is asked is seen as it leaves. */
const NOWHERE = 'http://127.0.0.1:9/account';

export const queueProofs = {
  'messages go to Azure': async () => {
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=YW55;QueueEndpoint=${NOWHERE}`;
    const once = { limitMilliseconds: 1_000, delaysMilliseconds: [] };
    const queue = createAzureQueue({ connectionString }, 'call-records', once);
    const id = '11111111-2222-4333-8444-555555555555';
    const { message } = queuedMessage(id, id, new Date(0));
    const asked = await outgoingRequests([NOWHERE], () =>
      Promise.allSettled([message && queue.send(message), queue.putBack('{}', 'queue', 300)]),
    );
    if (asked.length !== 2) return [broken('accounted', `${asked.length} of 2 messages were sent`)];
    const forgetful = asked.filter(({ url }) => url.searchParams.get('messagettl') !== '-1');
    return forgetful.map(({ url }) => broken('accounted', `the queue would forget a message: ${url.search}`));
  },
} as const satisfies Readonly<Record<string, Proof>>;
