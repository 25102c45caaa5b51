/** A store that refuses writes after an instant: a process that stood still must not write what was read long ago. */

import { DeadlineExceeded } from '../ports/clock.ts';
import type { Table } from '../ports/storage.ts';
import type { Store } from './store.ts';

/**
 * The same store, but that writes through its tables reject with DeadlineExceeded from this instant on. The clock is
 * asked before each of them: a timer does not run while the machine sleeps.
 */
export function writableUntil(store: Store, until: Date): Store {
  const checked = <Result>(write: () => Promise<Result>): Promise<Result> =>
    store.clock.now() < until
      ? write()
      : Promise.reject(new DeadlineExceeded(`not done by ${until.toISOString()}`));
  return {
    ...store,
    table(name): Table {
      const table = store.table(name);
      return {
        get: (key, select) => table.get(key, select),
        query: (query) => table.query(query),
        queryPartitions: (query) => table.queryPartitions(query),
        insert: (row) => checked(() => table.insert(row)),
        replace: (row, etag) => checked(() => table.replace(row, etag)),
        upsert: (row) => checked(() => table.upsert(row)),
        merge: (row) => checked(() => table.merge(row)),
        delete: (key, etag) => checked(() => table.delete(key, etag)),
        batch: (actions) => checked(() => table.batch(actions)),
      };
    },
  };
}
