/** A request to a table as data: it can be carried out on any state of the table, any number of times. */

import type { RowQuery, Table, Tables } from '../../src/ports/storage.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

export interface TableCall {
  readonly table: TableName;
  readonly method: keyof Table;
  /** The rows it is about, for people. */
  readonly subject: string;
  readonly carryOut: (table: Table) => Promise<unknown>;
}

export function isWrite({ method }: TableCall): boolean {
  return method !== 'get' && method !== 'query';
}

/** The one write that changes what readers see. */
export function isSwap({ table, method }: TableCall): boolean {
  return table === 'CallRecords' && (method === 'insert' || method === 'replace');
}

/** Tables that hand every request to `ask` and give its answer back. A query is one request: all has one page. */
export function askingTables(ask: (call: TableCall) => Promise<unknown>): Tables {
  return {
    table(name) {
      const request = <Method extends Exclude<keyof Table, 'query' | 'queryPartitions'>>(
        method: Method,
        subject: string,
        carryOut: (table: Table) => ReturnType<Table[Method]>,
      ) => ask({ table: name, method, subject, carryOut }) as ReturnType<Table[Method]>;
      return {
        get: (key, select) => request('get', key.rowKey, (table) => table.get(key, select)),
        insert: (row) => request('insert', row.rowKey, (table) => table.insert(row)),
        replace: (row, etag) => request('replace', row.rowKey, (table) => table.replace(row, etag)),
        upsert: (row) => request('upsert', row.rowKey, (table) => table.upsert(row)),
        merge: (row) => request('merge', row.rowKey, (table) => table.merge(row)),
        delete: (key, etag) => request('delete', key.rowKey, (table) => table.delete(key, etag)),
        batch: (actions) => request('batch', summary(actions), (table) => table.batch(actions)),
        async *query(query) {
          const subject = `${query.partitionKey} ${query.rowKeyPrefix ?? ''}*`;
          const carryOut = (table: Table) => pagesOf(table, query);
          const pages = await ask({ table: name, method: 'query', subject, carryOut });
          yield* pages as Awaited<ReturnType<typeof carryOut>>;
        },
        queryPartitions() {
          throw new Error('a query over partitions is not part of what is explored');
        },
      };
    },
  };
}

async function pagesOf(table: Table, query: RowQuery): Promise<ReadonlyArray<ReadonlyArray<StoredRow>>> {
  const pages: Array<ReadonlyArray<StoredRow>> = [];
  for await (const page of table.query(query)) pages.push(page);
  return pages;
}

function summary(actions: Parameters<Table['batch']>[0]): string {
  const [first] = actions;
  if (first === undefined) return 'nothing';
  const key = first.kind === 'delete' ? first.key : first.row;
  return `${first.kind} ${actions.length} from ${key.rowKey}`;
}
