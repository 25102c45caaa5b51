/** Stands between a program and Azurite, counts its requests and lets chosen ones fail as a network or a service does. */

import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StorageFault } from '../lab/storage/storage-fault.ts';

/** One request as the proxy sees it. */
export interface StorageRequest {
  readonly service: 'queue' | 'table';
  readonly method: string;
  /** Below the account, with its query: `/CallRecords(PartitionKey=…)`, `/call-records/messages`, `/$batch`. */
  readonly path: string;
  /** What is sent; the tables that a batch is for stand in here. */
  readonly body: string;
}

/**
 * What happens to a request instead of passing through: a failure of the connection, a connection on which nothing is
 * ever said, or a refusal as it is written here.
 */
export type ProxyFault = Exclude<StorageFault, 'busy'> | 'silent' | StorageAnswer;

export interface StorageAnswer {
  readonly status: number;
  readonly code?: string;
  /** As it stands, instead of what tells the code, and of which type it is. */
  readonly body?: string;
  readonly contentType?: string;
  /** As answers of storage have it; those of others have none. */
  readonly requestId?: string;
}

export interface StorageProxy {
  /** Like the one it was made for, with the proxy's addresses. */
  readonly connectionString: string;
  /** All requests so far, in order. */
  readonly requests: ReadonlyArray<StorageRequest>;
  /** Decides on every request from now on; undefined lets it pass. */
  failWhen(decide: (request: StorageRequest) => ProxyFault | undefined): void;
  /** Lets everything pass again. */
  heal(): void;
  close(): Promise<void>;
}

export async function startStorageProxy(connectionString: string): Promise<StorageProxy> {
  const requests: Array<StorageRequest> = [];
  let decide: (request: StorageRequest) => ProxyFault | undefined = () => undefined;
  const servers = await Promise.all(
    (['queue', 'table'] as const).map(async (service) => {
      const target = endpointOf(connectionString, service);
      const server = createServer((incoming, outgoing) => {
        forward(service, target, incoming, outgoing).catch(() => outgoing.destroy());
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as AddressInfo;
      return { service, server, target, url: `http://127.0.0.1:${port}${target.pathname}` };
    }),
  );

  async function forward(
    service: StorageRequest['service'],
    target: URL,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    const { method = '', url = '' } = incoming;
    const request = { service, method, path: url.slice(target.pathname.length), body: body.toString('utf8') };
    requests.push(request);
    const fault = decide(request);
    if (fault === 'silent') return;
    if (fault === 'unreachable') return void outgoing.destroy();
    if (typeof fault === 'object') return void refuse(outgoing, fault);
    const answer = await new Promise<IncomingMessage>((answered, failed) => {
      const { hostname, port } = target;
      httpRequest({ hostname, port, path: url, method, headers: incoming.headers }, answered)
        .on('error', failed)
        .end(body);
    });
    const answerBody = Buffer.concat(await answer.toArray());
    if (fault === 'replyLost') return void outgoing.destroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answerBody);
  }

  const proxied = servers.reduce((text, { target, url }) => text.replace(target.href, url), connectionString);
  return {
    connectionString: proxied,
    requests,
    failWhen(next) {
      decide = next;
    },
    heal() {
      decide = () => undefined;
    },
    async close() {
      for (const { server } of servers) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

/** As the services say it: tables in the body, queues in a header. */
function refuse(
  outgoing: ServerResponse,
  { status, code, body: text, contentType, requestId }: StorageAnswer,
): void {
  if (requestId !== undefined) outgoing.setHeader('x-ms-request-id', requestId);
  if (text !== undefined) return void outgoing.writeHead(status, { 'content-type': contentType }).end(text);
  if (code === undefined) return void outgoing.writeHead(status).end();
  const body = JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: code } } });
  outgoing.writeHead(status, { 'content-type': 'application/json', 'x-ms-error-code': code }).end(body);
}

function endpointOf(connectionString: string, service: StorageRequest['service']): URL {
  const name = service === 'queue' ? 'QueueEndpoint' : 'TableEndpoint';
  const endpoint = new RegExp(`${name}=([^;]+)`).exec(connectionString)?.[1];
  if (endpoint === undefined) throw new Error(`the connection string has no ${name}`);
  return new URL(endpoint);
}
