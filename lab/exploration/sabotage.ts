/** Safeguards of the protocol, each taken away, to see that the exploration notices. */

import type { BatchAction, RowQuery, Table, Tables } from '../../src/ports/storage.ts';
import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { replacing } from './replacing.ts';

export interface Sabotage {
  /** Stands between the tables and one delivery to ingest. */
  readonly through?: (tables: Tables) => Tables;
  /** What ingest is told about a delivery, instead of its number. */
  readonly dequeueCount?: (delivery: number) => number;
}

/** The head is written over whatever is there. */
export const swapWithoutETag: Sabotage = {
  through: (tables) =>
    replacing(tables, ['CallRecords'], ({ upsert }) => {
      const write: Table['insert'] = async (row) => {
        await upsert(row);
        return { written: true, etag: '' };
      };
      return { insert: write, replace: write };
    }),
};

/** The head looks older than any reading. */
export const olderReplacesNewer: Sabotage = {
  through: (tables) =>
    replacing(tables, ['CallRecords'], ({ get }) => ({
      async get(key, select) {
        const row = await get(key, select);
        return row && { ...row, cells: { ...row.cells, Version: { type: 'Int64', value: 0n } } };
      },
    })),
};

/** Rows are written once the head points to them. */
export const headBeforeRows: Sabotage = {
  through(tables) {
    const later: Array<() => Promise<void>> = [];
    const afterwards =
      <Args extends ReadonlyArray<unknown>, Result>(swap: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        const result = await swap(...args);
        for (const write of later.splice(0)) await write();
        return result;
      };
    const heads = replacing(tables, ['CallRecords'], ({ insert, replace }) => ({
      insert: afterwards(insert),
      replace: afterwards(replace),
    }));
    return replacing(heads, childTableNames, ({ batch }) => ({
      batch: async (actions) =>
        actions.some(isDelete) ? batch(actions) : void later.push(() => batch(actions)),
    }));
  },
};

/** Every generation but the head's own looks older than the head. */
export const sweepingAllOthers: Sabotage = {
  through: (tables) =>
    readingChildrenAs(tables, {
      Version: { type: 'Int64', value: 0n },
      LastModifiedDateTime: { type: 'DateTime', value: '1601-01-01T00:00:00.0000000Z' },
    }),
};

/** Of two readings with one version number, both look equally old. */
export const sweepingByVersionNumberAlone: Sabotage = {
  through: (tables) =>
    readingChildrenAs(tables, {
      LastModifiedDateTime: { type: 'DateTime', value: '1601-01-01T00:00:00.0000000Z' },
    }),
};

/** Sweeps find nothing. */
export const sweepingNothing: Sabotage = {
  through: (tables) =>
    replacing(tables, childTableNames, ({ query }) => ({
      async *query(wanted) {
        // A sweep asks for these columns; who asks for others reads the call.
        if (wanted.select?.includes('LastModifiedDateTime') !== true) yield* query(wanted);
      },
    })),
};

/** A sweep looks at the first day only where rows can be. */
export const sweepingOneDay: Sabotage = {
  through(tables) {
    let first: string | undefined;
    return replacing(tables, ['MediaStreams'], ({ query }) => ({
      async *query(wanted) {
        first ??= wanted.partitionKey;
        if (wanted.partitionKey === first) yield* query(wanted);
      },
    }));
  },
};

/** Ingest takes every delivery for the first one, after which nobody looks for leftovers. */
export const redeliveryUnnoticed: Sabotage = { dequeueCount: () => 1 };

/** After a swap that was refused nobody looks whether it was done all the same. */
export const refusalBelieved: Sabotage = {
  through(tables) {
    let refused = false;
    return replacing(tables, ['CallRecords'], (table) => ({
      async replace(row, etag) {
        const result = await table.replace(row, etag);
        refused = !result.written;
        return result;
      },
      async insert(row) {
        const result = await table.insert(row);
        refused = !result.written;
        return result;
      },
      async get(key, select) {
        const row = await table.get(key, select);
        const answer = refused ? undefined : row;
        refused = false;
        return answer;
      },
    }));
  },
};

/** An attempt that lost leaves its own rows where they are. */
export const ownRowsStay: Sabotage = {
  through: (tables) =>
    replacing(tables, childTableNames, ({ query }) => ({
      async *query(wanted) {
        // Who asks for one generation and for these columns is about to delete it.
        const deletesOne = wanted.select?.includes('LastModifiedDateTime') && isOneGeneration(wanted);
        if (deletesOne !== true) yield* query(wanted);
      },
    })),
};

/** After settling, the head is taken to be what it was. */
export const settlingOnce: Sabotage = {
  through(tables) {
    let head: StoredRow | undefined;
    return replacing(tables, ['CallRecords'], (table) => ({
      async get(key, select) {
        head ??= await table.get(key, select);
        return head;
      },
      async insert(row) {
        const result = await table.insert(row);
        head = result.written ? { ...row, etag: result.etag } : undefined;
        return result;
      },
      async replace(row, etag) {
        const result = await table.replace(row, etag);
        head = result.written ? { ...row, etag: result.etag } : undefined;
        return result;
      },
    }));
  },
};

/** The index of days is written by nobody. */
export const dayNotIndexed: Sabotage = {
  through: (tables) => replacing(tables, ['CallsByDay'], () => ({ upsert: async () => {} })),
};

function isOneGeneration({ rowKeyPrefix = '' }: RowQuery): boolean {
  return /_v\d+r\d+-[0-9a-f]+_$/.test(rowKeyPrefix);
}

function isDelete(action: BatchAction): action is Extract<BatchAction, { kind: 'delete' }> {
  return action.kind === 'delete';
}

/** Cells of child rows read otherwise than they are stored. */
function readingChildrenAs(tables: Tables, cells: Readonly<Record<string, Cell>>): Tables {
  return replacing(tables, childTableNames, ({ query }) => ({
    async *query(wanted) {
      for await (const page of query(wanted)) {
        yield page.map((row) => ({ ...row, cells: { ...row.cells, ...cells } }));
      }
    },
  }));
}
