/** Tables of which some methods do something else. */

import type { Table, Tables } from '../../src/ports/storage.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

/** The methods that `change` gives take the place of the table's own. */
export function replacing(
  tables: Tables,
  changed: ReadonlyArray<TableName>,
  change: (table: Table, name: TableName) => Partial<Table>,
): Tables {
  return {
    table(name) {
      const table = tables.table(name);
      return changed.includes(name) ? { ...table, ...change(table, name) } : table;
    },
  };
}
