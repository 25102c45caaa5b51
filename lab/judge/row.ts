/** Rows as anybody can read them, whatever they are read with: Azurite, Azure, or the tables in memory. */

export interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  /** By column. Date-times are texts with seven digits after the second, bytes are Uint8Arrays. */
  readonly cells: Readonly<Record<string, { readonly value: unknown } | undefined>>;
}

export function textOf(row: Row, column: string): string {
  return String(row.cells[column]?.value ?? '');
}
