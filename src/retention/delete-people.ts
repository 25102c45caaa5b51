/** Deletes the people of whom no call is kept any more. */

import { type Day, startOfDay } from '../language/day.ts';
import { deletePerson } from '../people/record-people.ts';
import type { Store } from '../rows/store.ts';

export async function deletePeopleSeenBefore(store: Store, before: Day, signal: AbortSignal): Promise<void> {
  const cell = { type: 'DateTime', value: startOfDay(before) } as const;
  const isOlder = { column: 'LastSeenAt', is: 'lt', cell } as const;
  for await (const page of store.people.query({ where: [isOlder] })) {
    for (const row of page) {
      if (signal.aborted) return;
      await deletePerson(store, row);
    }
  }
}
