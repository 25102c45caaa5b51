/** A request to a table as data: it can be carried out on any state of the table, any number of times, or fail. */

import type { RowQuery, Table, Tables } from '../../src/ports/storage.ts';
import type { RowKey, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

export interface TableCall {
  readonly table: TableName;
  readonly method: keyof Table;
  readonly args: ReadonlyArray<unknown>;
}

const QUERIES = ['query', 'queryPartitions'] as const satisfies ReadonlyArray<keyof Table>;
const METHODS = [
  'get',
  'insert',
  'replace',
  'upsert',
  'merge',
  'delete',
  'batch',
] as const satisfies ReadonlyArray<keyof Table>;

/** The rest changes nothing. */
export function isRead({ method }: TableCall): boolean {
  return method === 'get' || isQuery(method);
}

function isQuery(method: keyof Table): method is (typeof QUERIES)[number] {
  return QUERIES.some((query) => query === method);
}

/** The rows that the request is about, for readers of a timeline. */
export function subjectOf({ method, args: [first] }: TableCall): string {
  if (isQuery(method)) {
    const { partitionKey = '', rowKeyPrefix = '' } = first as Partial<RowQuery>;
    return `${partitionKey} ${rowKeyPrefix}*`;
  }
  if (method !== 'batch') return (first as RowKey).rowKey;
  const actions = first as Parameters<Table['batch']>[0];
  const [action] = actions;
  if (action === undefined) return 'nothing';
  return `${action.kind} ${actions.length} from ${(action.kind === 'delete' ? action.key : action.row).rowKey}`;
}

/** Carries the request out. A query is one request, whose result is a list of pages. */
export async function carryOut({ method, args }: TableCall, table: Table): Promise<unknown> {
  const result = (table[method] as (...args: ReadonlyArray<unknown>) => unknown).apply(table, [...args]);
  return isQuery(method) ? await Array.fromAsync(result as ReturnType<Table['query']>) : await result;
}

/** Tables that hand every request to `ask` and give its answer back. */
export function askingTables(ask: (call: TableCall) => Promise<unknown>): Tables {
  return {
    table(table) {
      const methods = METHODS.map((method) => [
        method,
        (...args: ReadonlyArray<unknown>) => ask({ table, method, args }),
      ]);
      const queries = QUERIES.map((method) => [
        method,
        async function* (...args: ReadonlyArray<unknown>) {
          yield* (await ask({ table, method, args })) as ReadonlyArray<ReadonlyArray<StoredRow>>;
        },
      ]);
      return Object.fromEntries([...methods, ...queries]) as Table;
    },
  };
}
