/** A port for the functions, known before they start: Graph's subscription carries it. */

import { createServer } from 'node:net';

/** Of the Functions Core Tools. */
const USUAL_PORT = 7071;

/**
 * The port asked for as it is; without one 7071 when it is free; otherwise one that was free a moment ago.
 * Somebody else may take it before it is used.
 */
export async function chosenPort(asked: number | undefined): Promise<number> {
  if (asked !== undefined && asked !== 0) return asked;
  const usual = asked === undefined ? await freePort(USUAL_PORT) : undefined;
  return usual ?? (await freePort(0)) ?? 0;
}

/** `port` when it is free on 127.0.0.1 (0: any that is), otherwise undefined. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const free = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(free));
    });
  });
}
