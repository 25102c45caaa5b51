/** The one door: every writer of a call reads what may be kept before it opens a reading, and stores nothing without it. */

import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Store } from '../rows/store.ts';
import { readWithheld, type Withheld } from './withheld.ts';

/** One read a minute and instance. Retention, exclusion and erasure wait for an hour at least, and count on it. */
export const DOOR_READ_EVERY_MS = MINUTE_MS;

export interface Door {
  /** At most a minute old. Rejects with StorageFailure: then nothing may be stored. */
  read(): Promise<Withheld>;
}

export function createDoor(store: Store): Door {
  let known: { readonly askedAt: number; readonly answer: Promise<Withheld> } | undefined;
  return {
    async read() {
      const now = store.clock.now().getTime();
      if (known === undefined || Math.abs(now - known.askedAt) >= DOOR_READ_EVERY_MS) {
        known = { askedAt: now, answer: readWithheld(store) };
      }
      const asked = known;
      try {
        return await asked.answer;
      } catch (error) {
        if (known === asked) known = undefined;
        throw error;
      }
    },
  };
}
