/**
 * Tables as data: one declaration gives the cells that are written, the type of what is read back
 * and the table's page in the documentation.
 */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import type { Cell, EdmType, Row, StoredRow } from './cell.ts';

/** One column: its EDM type for ever, and one line for those who read the table. */
export interface Column {
  readonly type: EdmType;
  readonly meaning: string;
  /** Every row has it; a row without it did not come from this program. */
  readonly required?: true;
  /** It can tell who a person is; `./callrecords export --without-persons` leaves it out. */
  readonly person?: true;
}

export interface TableDeclaration<Columns extends Readonly<Record<string, Column>>> {
  readonly name: string;
  /** What one row is, for the documentation: "one call". */
  readonly rowIs: string;
  /** What the keys are made of, for the documentation: "callId". */
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly columns: Columns;
  /** Those of them that every row has. */
  readonly required: ReadonlyArray<string>;
  /** Their types by name: a row can have columns that are called as what every object has. */
  readonly types: ReadonlyMap<string, EdmType>;
}

interface ValueOfType {
  String: string;
  Boolean: boolean;
  Int32: number;
  Int64: bigint;
  Double: number;
  DateTime: DateTime;
  Guid: string;
  Binary: Uint8Array;
}

type RequiredNames<Columns> = {
  [Name in keyof Columns]: Columns[Name] extends { required: true } ? Name : never;
}[keyof Columns];

/** The values of a row by column name. */
export type ValuesOf<Columns extends Readonly<Record<string, Column>>> = {
  readonly [Name in RequiredNames<Columns>]: ValueOfType[Columns[Name]['type']];
} & {
  readonly [Name in Exclude<keyof Columns, RequiredNames<Columns>>]?:
    | ValueOfType[Columns[Name]['type']]
    | undefined;
};

/** The values of one row of a declared table. */
export type RowOf<Table> = Table extends TableDeclaration<infer Columns> ? ValuesOf<Columns> : never;

/** Declares a table; keeps each column's literal type. */
export function declareTable<const Columns extends Readonly<Record<string, Column>>>(
  declaration: Omit<TableDeclaration<Columns>, 'required' | 'types'>,
): TableDeclaration<Columns> {
  const columns = Object.entries<Column>(declaration.columns);
  return {
    ...declaration,
    required: columns.filter(([, { required }]) => required).map(([name]) => name),
    types: new Map(columns.map(([name, { type }]) => [name, type])),
  };
}

/** The same table with some of its columns: what a reader selects and then expects. */
export function withColumns<
  Columns extends Readonly<Record<string, Column>>,
  const Name extends keyof Columns & string,
>(
  table: TableDeclaration<Columns>,
  names: ReadonlyArray<Name>,
): TableDeclaration<Readonly<Pick<Columns, Name>>> {
  const chosen = names.map((name) => [name, table.columns[name]] as const);
  return declareTable({ ...table, columns: Object.fromEntries(chosen) as Readonly<Pick<Columns, Name>> });
}

/** A stored row that lacks a required column or holds another type: not written by this program. */
export class ForeignRow extends Error {
  override readonly name = 'ForeignRow';
  /** Whose row it is, if it says so. */
  readonly callId: string | undefined;

  constructor(table: string, { partitionKey, rowKey, cells: { CallId } }: Row, problem: string) {
    super(`${table} (${partitionKey}, ${rowKey}): ${problem}`);
    const named = CallId?.type === 'String' ? CallId.value : undefined;
    this.callId = table === 'CallRecords' ? partitionKey : named;
  }
}

/** The cells of a row; columns without a value are left out. */
export function toCells<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  values: Partial<ValuesOf<Columns>>,
): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(values)) {
    const column = table.columns[name];
    if (column === undefined) throw new Error(`${table.name} has no column ${name}`);
    if (value !== undefined) cells[name] = { type: column.type, value } as Cell;
  }
  return cells;
}

/** Reads a stored row back, in the order of its cells. Throws ForeignRow when a required column is missing or a type differs. */
export function fromRow<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  row: Row,
): ValuesOf<Columns> {
  const values: Record<string, unknown> = {};
  // Of the columns most rows have less than half.
  for (const name in row.cells) {
    const cell = row.cells[name];
    const type = table.types.get(name);
    if (cell === undefined || type === undefined) continue;
    if (cell.type !== type) throw foreignRow(table, row, name, cell.type);
    values[name] = cell.type === 'DateTime' ? parseDateTime(cell.value) : cell.value;
  }
  for (const name of table.required) {
    if (row.cells[name] === undefined) throw foreignRow(table, row, name, 'nothing');
  }
  return values as ValuesOf<Columns>;
}

/** The same values in the order of the columns, for people to read. */
export function inColumnOrder<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  values: ValuesOf<Columns>,
): ValuesOf<Columns> {
  const known: Readonly<Record<string, unknown>> = values;
  const names = Object.keys(table.columns).filter((name) => known[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, known[name]])) as ValuesOf<Columns>;
}

function foreignRow(
  table: TableDeclaration<Readonly<Record<string, Column>>>,
  row: Row,
  name: string,
  found: string,
): ForeignRow {
  return new ForeignRow(table.name, row, `${name} should be ${table.columns[name]?.type}, found ${found}`);
}

/** What is read of some rows. */
export interface ReadRows<Values> {
  readonly rows: ReadonlyArray<Values>;
  /** Those that cannot be read, each with its key and what is wrong with it. */
  readonly unreadable: ReadonlyArray<ForeignRow>;
}

/** Reads stored rows back: a foreign row does not keep the others from being read, and is not passed over in silence. */
export function readRows<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  stored: ReadonlyArray<StoredRow>,
): ReadRows<ValuesOf<Columns>> {
  const rows: Array<ValuesOf<Columns>> = [];
  const unreadable: Array<ForeignRow> = [];
  for (const row of stored) {
    try {
      rows.push(fromRow(table, row));
    } catch (error) {
      if (!(error instanceof ForeignRow)) throw error;
      unreadable.push(error);
    }
  }
  return { rows, unreadable };
}

/** The same, but undefined for a foreign row. */
export function valuesIn<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  row: StoredRow,
): ValuesOf<Columns> | undefined {
  try {
    return fromRow(table, row);
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}

/** The same, but a cell that an operator typed in wrongly counts as absent. Throws ForeignRow if the column is required. */
export function readableValues<Columns extends Readonly<Record<string, Column>>>(
  table: TableDeclaration<Columns>,
  row: StoredRow,
): ValuesOf<Columns> {
  const isReadable = ([name, { type }]: [string, Cell]) => (table.columns[name]?.type ?? type) === type;
  return fromRow(table, { ...row, cells: Object.fromEntries(Object.entries(row.cells).filter(isReadable)) });
}

/** The cells of columns that the declaration does not know: a person's note, or a later version's. */
export function undeclaredCells(
  table: TableDeclaration<Readonly<Record<string, Column>>>,
  { cells }: Pick<StoredRow, 'cells'>,
): Record<string, Cell> {
  return Object.fromEntries(Object.entries(cells).filter(([name]) => !table.types.has(name)));
}
