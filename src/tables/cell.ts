/** Typed values as Table Storage keeps them, so that one column has one type for ever. */

import type { DateTime } from '../language/date-time.ts';

/**
 * A value with its EDM type. DateTime keeps its text (the SDK's Date would lose four digits),
 * Int64 is exact. https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export type Cell =
  | { readonly type: 'String'; readonly value: string }
  | { readonly type: 'Boolean'; readonly value: boolean }
  | { readonly type: 'Int32'; readonly value: number }
  | { readonly type: 'Int64'; readonly value: bigint }
  | { readonly type: 'Double'; readonly value: number }
  | { readonly type: 'DateTime'; readonly value: string }
  | { readonly type: 'Guid'; readonly value: string }
  | { readonly type: 'Binary'; readonly value: Uint8Array };

export type EdmType = Cell['type'];

/** Where a row stands. */
export interface RowKey {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** A row: its key and its cells by column name. An absent cell is null. */
export interface Row extends RowKey {
  readonly cells: Readonly<Record<string, Cell>>;
}

/** A row as storage holds it; the ETag names this state of it. */
export interface StoredRow extends Row {
  readonly etag: string;
  /** When it was last written, by the clock of the service; undefined where only some columns were asked for. */
  readonly writtenAt?: DateTime | undefined;
}
