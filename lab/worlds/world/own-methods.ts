/** For standing between the program and one of its tables. */

import type { Table } from '../../../src/ports/storage.ts';

/** The table with methods of its own, so that single ones can be replaced in a copy. */
export function withOwnMethods(table: Table): Table {
  return {
    get: (...args) => table.get(...args),
    insert: (...args) => table.insert(...args),
    replace: (...args) => table.replace(...args),
    upsert: (...args) => table.upsert(...args),
    merge: (...args) => table.merge(...args),
    delete: (...args) => table.delete(...args),
    batch: (...args) => table.batch(...args),
    query: (...args) => table.query(...args),
    queryPartitions: (...args) => table.queryPartitions(...args),
  };
}
