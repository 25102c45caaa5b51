/** What stands where no storage is, as a proxy or a page to sign in does: it has the same answer to every request. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function withSomethingElse<Result>(
  { status, body }: { readonly status: number; readonly body?: string },
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', etag: '"1"' }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/account`);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
