/** A port for the functions, known before they start: Graph's subscription carries it. */

import { createServer } from 'node:net';

/** Of the Functions Core Tools. */
const USUAL_PORT = 7071;

/** The port that was asked for is somebody else's. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/**
 * The port asked for; without one 7071 when it is free; otherwise one that was free a moment ago.
 * Somebody else may take it before it is used.
 * @throws {PortTaken}
 */
export async function chosenPort(asked: number | undefined): Promise<number> {
  const port = await freePort(asked ?? USUAL_PORT);
  if (port !== undefined) return port;
  const other = asked === undefined ? await freePort(0) : undefined;
  if (other === undefined) throw new PortTaken(`Another program listens on port ${asked ?? USUAL_PORT}.`);
  return other;
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
