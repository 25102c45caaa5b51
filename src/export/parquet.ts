/** Parquet, compressed with Snappy; https://parquet.apache.org/docs/file-format/ */

import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { EdmType } from '../tables/cell.ts';
import type { Column } from '../tables/table.ts';
import type { Encoder, ExportedColumns } from './encoder.ts';

/** What memory holds before it is written: of media streams with their 200 columns some five megabytes. */
const ROWS_OF_A_GROUP = 2_500;

export function createParquetEncoder(columns: ExportedColumns): Encoder {
  const bytes = new TakenBytes();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'teams-call-record-pipeline',
  });
  const newGroup = () => Object.entries(columns).map(([name, { type }]) => new GroupColumn(name, type));
  let group = newGroup();
  let rowsInGroup = 0;
  function writeGroup(): void {
    if (rowsInGroup === 0) return;
    const columnData = group.map(({ name, values }) => ({ name, data: values }));
    // Into memory, which takes bytes at once: there is nothing to wait for.
    void parquet.write({ columnData, rowGroupSize: rowsInGroup });
    group = newGroup();
    rowsInGroup = 0;
  }
  return {
    add(rows) {
      for (const row of rows) {
        for (const column of group) column.add(row[column.name]);
        rowsInGroup += 1;
        if (rowsInGroup === ROWS_OF_A_GROUP) writeGroup();
      }
      return bytes.take();
    },
    end() {
      writeGroup();
      void parquet.finish();
      return bytes.take();
    },
  };
}

/** The values of a column in one group. Equal texts are held once: most of them repeat from row to row. */
class GroupColumn {
  readonly name: string;
  readonly values: Array<unknown> = [];
  readonly #isDateTime: boolean;
  readonly #texts = new Map<string, unknown>();

  constructor(name: string, type: EdmType) {
    this.name = name;
    this.#isDateTime = type === 'DateTime';
  }

  add(value: unknown): void {
    this.values.push(typeof value === 'string' ? this.#ofText(value) : (value ?? null));
  }

  #ofText(text: string): unknown {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const value = this.#isDateTime ? microseconds(text) : text;
    this.#texts.set(text, value);
    return value;
  }
}

/** Bytes that are written and then taken; positions in the file go on. */
class TakenBytes extends ByteWriter {
  take(): Uint8Array {
    const taken = this.getBytes().slice();
    this.index = 0;
    return taken;
  }
}

function schemaOf(columns: ExportedColumns): Array<SchemaElement> {
  const entries = Object.entries(columns);
  return [
    { name: 'root', num_children: entries.length },
    ...entries.map(([name, column]) => elementOf(name, column)),
  ];
}

function elementOf(name: string, { type, required }: Column): SchemaElement {
  return { name, repetition_type: required === true ? 'REQUIRED' : 'OPTIONAL', ...types[type] };
}

const STRING = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md. Not every reader knows its type for a GUID. */
const types: Readonly<Record<EdmType, Omit<SchemaElement, 'name'>>> = {
  String: STRING,
  Guid: STRING,
  Boolean: { type: 'BOOLEAN' },
  Int32: { type: 'INT32' },
  Int64: { type: 'INT64' },
  Double: { type: 'DOUBLE' },
  DateTime: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  Binary: { type: 'BYTE_ARRAY' },
};

/** Since 1970; of seven digits behind the second the last is cut off. */
function microseconds(dateTime: string): bigint {
  const milliseconds = Date.parse(`${dateTime.slice(0, 23)}Z`);
  return BigInt(milliseconds) * 1_000n + BigInt(dateTime.slice(23, 26));
}
