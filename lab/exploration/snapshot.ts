/**
 * What the tables hold at an instant, as a value. Requests are carried out by the in-memory adapter and give a new
 * snapshot; equal contents are the same snapshot, however they came to be.
 */

import { MemoryTable } from '../../src/adapters/memory/memory-table.ts';
import { SortedRows } from '../../src/adapters/memory/sorted-rows.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { type TableName, tables } from '../../src/tables/declarations/index.ts';
import { carryOut, subjectOf, type TableCall } from '../storage/table-call.ts';
import { Texts, textOf } from './texts.ts';

/** The rows of one table, in key order. */
export interface TableState {
  readonly id: number;
  readonly rows: ReadonlyArray<StoredRow>;
}

export interface Snapshot {
  readonly id: number;
  readonly tables: Readonly<Record<TableName, TableState>>;
}

/** How a request ended. */
export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

export interface CarriedOut {
  readonly snapshot: Snapshot;
  readonly reply: Reply;
}

const names = Object.keys(tables) as ReadonlyArray<TableName>;

/** All snapshots of one exploration. */
export class Snapshots {
  readonly empty: Snapshot;
  readonly #texts = new Texts();
  readonly #states = new Map<number, TableState>();
  readonly #snapshots = new Map<number, Snapshot>();
  /** The same request on the same rows ends the same way. */
  readonly #known = new WeakMap<TableCall, Map<number, { state: TableState; reply: Reply }>>();

  constructor() {
    const nothing = this.#stateOf([]);
    const entries = names.map((name) => [name, nothing] as const);
    this.empty = this.#snapshotOf(Object.fromEntries(entries) as Snapshot['tables']);
  }

  async carryOut(snapshot: Snapshot, call: TableCall): Promise<CarriedOut> {
    const before = snapshot.tables[call.table];
    const known = this.#known.get(call) ?? new Map();
    this.#known.set(call, known);
    const { state, reply } = known.get(before.id) ?? (await this.#carryOut(before, call));
    known.set(before.id, { state, reply });
    if (state === before) return { snapshot, reply };
    return { snapshot: this.#snapshotOf({ ...snapshot.tables, [call.table]: state }), reply };
  }

  /** The same rows, each as `as` makes it. */
  rewritten(snapshot: Snapshot, as: (table: TableName, row: StoredRow) => StoredRow): Snapshot {
    const states = names.map((name) => {
      const rows = snapshot.tables[name].rows.map((row) => this.#withETag({ ...as(name, row), etag: NEW }));
      return [name, this.#stateOf(rows)] as const;
    });
    return this.#snapshotOf(Object.fromEntries(states) as Snapshot['tables']);
  }

  async #carryOut(before: TableState, call: TableCall): Promise<{ state: TableState; reply: Reply }> {
    const partitions = new Map<string, SortedRows>();
    for (const row of before.rows) {
      const rows = partitions.get(row.partitionKey) ?? new SortedRows();
      partitions.set(row.partitionKey, rows);
      rows.set(row);
    }
    const table = new MemoryTable({ name: call.table, partitions, nextETag: () => NEW }, undefined);
    const result = await settled(carryOut(call, table));
    const rows = [...partitions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, ofPartition]) => [...ofPartition.from('')])
      .map((row) => (row.etag === NEW ? this.#withETag(row) : row));
    return { state: this.#stateOf(rows), reply: this.#replyOf(result, call, rows) };
  }

  /**
   * ETags follow from the content, so that equal rows are equal however they came to be. No reader can tell: of a call's
   * rows only the head is replaced by ETag, and no two attempts ever write the same head.
   */
  #withETag(row: StoredRow): StoredRow {
    return { ...row, etag: `W/"${this.#texts.idOf(textOf(row))}"` };
  }

  #replyOf(result: Settled, call: TableCall, rows: ReadonlyArray<StoredRow>): Reply {
    if ('error' in result) return { ...result, id: this.#texts.idOf(String(result.error)) };
    const { value } = result;
    const isNew = typeof value === 'object' && value !== null && 'etag' in value && value.etag === NEW;
    const etag = isNew ? rows.find(({ rowKey }) => rowKey === subjectOf(call))?.etag : undefined;
    const told = isNew ? { ...value, etag } : value;
    return { value: told, id: this.#texts.idOf(textOf(told)) };
  }

  #stateOf(rows: ReadonlyArray<StoredRow>): TableState {
    const id = this.#texts.idOf(rows.map(({ rowKey, etag }) => `${rowKey}${etag}`).join());
    const state = this.#states.get(id) ?? { id, rows };
    this.#states.set(id, state);
    return state;
  }

  #snapshotOf(states: Snapshot['tables']): Snapshot {
    const id = this.#texts.idOf(names.map((name) => states[name].id).join());
    const snapshot = this.#snapshots.get(id) ?? { id, tables: states };
    this.#snapshots.set(id, snapshot);
    return snapshot;
  }
}

/** The ETag of what a request just wrote. */
const NEW = 'new';

type Settled = { readonly value: unknown } | { readonly error: unknown };

async function settled(promise: Promise<unknown>): Promise<Settled> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}
