/** A store that refuses writes after an instant: a process that stood still must not write what was read long ago. */

import { DeadlineExceeded } from '../ports/clock.ts';
import type { Table } from '../ports/storage.ts';
import { createStore, type Store } from './store.ts';

/**
 * The same store, but that writes reject with DeadlineExceeded once so much time has passed from now on. The clock is
 * asked before each of them: a timer does not run while the machine sleeps.
 */
export function writableFor(store: Store, milliseconds: number): Store {
  const until = new Date(store.clock.now().getTime() + milliseconds);
  const checked = <Result>(write: () => Promise<Result>): Promise<Result> =>
    store.clock.now() < until
      ? write()
      : Promise.reject(new DeadlineExceeded(`not done by ${until.toISOString()}`));
  const { tenantId, clock } = store;
  const table: Store['table'] = (name): Table => {
    const whole = store.table(name);
    return {
      get: (key, select) => whole.get(key, select),
      query: (query) => whole.query(query),
      queryPartitions: (query) => whole.queryPartitions(query),
      insert: (row) => checked(() => whole.insert(row)),
      replace: (row, etag) => checked(() => whole.replace(row, etag)),
      upsert: (row) => checked(() => whole.upsert(row)),
      merge: (row) => checked(() => whole.merge(row)),
      delete: (key, etag) => checked(() => whole.delete(key, etag)),
      batch: (actions) => checked(() => whole.batch(actions)),
    };
  };
  return createStore({ tables: { table }, tenantId, clock });
}
