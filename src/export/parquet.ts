/** Parquet, compressed with Snappy; https://parquet.apache.org/docs/file-format/ */

import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { EdmType } from '../tables/cell.ts';
import type { Column } from '../tables/table.ts';
import type { Encoder, ExportedColumns } from './encoder.ts';

/**
 * What memory holds before it is written. Readers skip a group whose values do not match; 10,000 media streams of 200
 * columns are some megabytes of the file.
 */
const ROWS_OF_A_GROUP = 10_000;

export function createParquetEncoder(columns: ExportedColumns): Encoder {
  const names = Object.keys(columns);
  const bytes = new TakenBytes();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'teams-call-record-pipeline',
  });
  const convert = names.map((name) => conversions[columns[name]?.type ?? 'String']);
  let group: ReadonlyArray<Array<unknown>> = names.map(() => []);
  let rowsInGroup = 0;
  function writeGroup(): void {
    if (rowsInGroup === 0) return;
    const columnData = names.map((name, index) => ({ name, data: group[index] ?? [] }));
    // Into memory, which takes bytes at once: there is nothing to wait for.
    void parquet.write({ columnData, rowGroupSize: rowsInGroup });
    group = names.map(() => []);
    rowsInGroup = 0;
  }
  return {
    add(rows) {
      for (const row of rows) {
        for (const [index, name] of names.entries()) {
          const value = row[name];
          group[index]?.push(value === undefined ? null : convert[index]?.(value));
        }
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

const asItIs = (value: unknown) => value;

const conversions: Readonly<Record<EdmType, (value: unknown) => unknown>> = {
  String: asItIs,
  Guid: asItIs,
  Boolean: asItIs,
  Int32: asItIs,
  Int64: asItIs,
  Double: asItIs,
  DateTime: (value) => microseconds(String(value)),
  Binary: asItIs,
};

/** Since 1970; of seven digits behind the second the last is cut off. */
function microseconds(dateTime: string): bigint {
  const milliseconds = Date.parse(`${dateTime.slice(0, 23)}Z`);
  return BigInt(milliseconds) * 1_000n + BigInt(dateTime.slice(23, 26));
}
