/** Serves the page on this machine, for as long as the process lives or until it is closed. */

import { createAdaptorServer } from '@hono/node-server';
import type { Random } from '../ports/random.ts';
import { createPage, type PageOptions, TOKEN_PATH } from './create-page.tsx';

/** Nothing is opened to the network. */
const LOOPBACK = '127.0.0.1';

/** 128 bits. */
const SECRET_DIGITS = 32;

export interface ServedPage {
  /** Opens the page once. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServeOptions extends Omit<PageOptions, 'host' | 'token' | 'secret'> {
  /** 0 takes any free one. */
  readonly port: number;
  readonly random: Random;
}

/** Rejects with the system's error (EADDRINUSE) when the port cannot be listened on. */
export async function servePage({ port, random, ...options }: ServeOptions): Promise<ServedPage> {
  let page: ReturnType<typeof createPage> | undefined;
  const server = createAdaptorServer({
    // Listening comes first: the page must know its port.
    fetch: async (request) => (await page?.fetch(request)) ?? new Response(null, { status: 503 }),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, LOOPBACK, resolve);
  await promise;
  const address = server.address();
  const host = `${LOOPBACK}:${typeof address === 'object' ? address?.port : port}`;
  const token = random.hex(SECRET_DIGITS);
  page = createPage({ ...options, host, token, secret: random.hex(SECRET_DIGITS) });
  return {
    address: `http://${host}${TOKEN_PATH}${token}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        // Browsers keep connections open.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
