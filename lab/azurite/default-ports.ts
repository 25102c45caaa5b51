// Azurite's well-known ports, and whether they can be had.
import { createServer } from 'node:net';
import type { AzuritePorts } from './connection-string.ts';

/** Where Storage Explorer, `UseDevelopmentStorage=true` and every tutorial expect the emulator. */
export const DEFAULT_PORTS: AzuritePorts = { blob: 10_000, queue: 10_001, table: 10_002 };

/** True when nothing listens on any of the three default ports. */
export async function defaultPortsAreFree(): Promise<boolean> {
  const free = await Promise.all(Object.values(DEFAULT_PORTS).map(isFree));
  return free.every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
