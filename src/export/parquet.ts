/** Parquet, compressed with Snappy; https://parquet.apache.org/docs/file-format/ */

import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { EdmType } from '../tables/cell.ts';
import type { Column } from '../tables/table.ts';
import type { Encoder, ExportedColumns } from './encoder.ts';
import { RowGroup } from './row-group.ts';

export function createParquetEncoder(columns: ExportedColumns): Encoder {
  const bytes = new TakenBytes();
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'teams-call-record-pipeline',
  });
  const group = new RowGroup(columns);
  function writeGroup(): void {
    if (group.rows === 0) return;
    // Into memory, which takes bytes at once: there is nothing to wait for.
    void parquet.write({ columnData: group.columns, rowGroupSize: group.rows });
    group.clear();
  }
  return {
    add(rows) {
      for (const row of rows) {
        group.add(row);
        if (group.isFull) writeGroup();
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
