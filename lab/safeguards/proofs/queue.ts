/** What the adapter asks of the queue: the queue of a world is in memory, and forgets nothing. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAzureQueue } from '../../../src/adapters/storage/queue.ts';
import { CallRecordMessage } from '../../../src/ports/call-record-message.ts';
import { broken, type Proof } from './proof.ts';

export const queueProofs = {
  'messages go to Azure': async () => {
    const asked: Array<URL> = [];
    const server = createServer((request, response) => {
      request.resume();
      asked.push(new URL(request.url ?? '', 'http://127.0.0.1'));
      response.writeHead(201, { 'content-type': 'application/xml' });
      response.end('<?xml version="1.0"?><QueueMessagesList></QueueMessagesList>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connectionString = [
      'DefaultEndpointsProtocol=http',
      'AccountName=account',
      `AccountKey=${Buffer.from('any').toString('base64')}`,
      `QueueEndpoint=http://127.0.0.1:${port}/account`,
    ].join(';');
    try {
      const queue = createAzureQueue({ connectionString }, 'call-records');
      await queue.send(aMessage());
      await queue.putBack('{}', 'queue', 300);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const forgetful = asked.filter(({ searchParams }) => searchParams.get('messagettl') !== '-1');
    return forgetful.map(({ search }) => broken('accounted', `the queue would forget a message: ${search}`));
  },
} as const satisfies Readonly<Record<string, Proof>>;

function aMessage(): CallRecordMessage {
  return CallRecordMessage.parse({
    schema: 1,
    tenantId: '11111111-2222-4333-8444-555555555555',
    callId: '11111111-2222-4333-8444-666666666666',
    reason: 'notification',
    attempt: 0,
    firstSeenAt: '2026-11-23T09:00:00.000Z',
  });
}
