/** Starts the table service of a day with so many calls, for as long as it is used. */

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startOwned, stopOwned } from '../../azurite/owned-process.ts';
import type { ServedDay } from './served-day.ts';

export interface Service {
  readonly served: ServedDay;
  /** Gives one call a newer generation. */
  change(): Promise<void>;
}

export async function withService<Result>(
  calls: number,
  use: (service: Service) => Promise<Result>,
): Promise<Result> {
  const child = startOwned(
    [fileURLToPath(new URL('./table-service.ts', import.meta.url)), String(calls)],
    {},
  );
  try {
    if (child.stdout === null) throw new Error('the service cannot be heard');
    child.stderr?.pipe(process.stderr);
    for await (const line of createInterface(child.stdout)) {
      const change = async () => {
        const changed = new Promise((resolve) => child.once('message', resolve));
        child.send('change');
        await changed;
      };
      return await use({ served: JSON.parse(line) as ServedDay, change });
    }
    throw new Error('the service ended before it began');
  } finally {
    await stopOwned(child);
  }
}
