import { describe, expect, it } from 'vitest';
import { rowText } from '../../build/docs/example/row-text.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { declareTable } from '../../src/tables/table.ts';

describe('a row as text', () => {
  const table = declareTable({
    name: 'Example',
    rowIs: 'example',
    partitionKey: 'a',
    rowKey: 'b',
    columns: {
      Name: { type: 'String', meaning: 'Any.' },
      Count: { type: 'Int64', meaning: 'Any.' },
      Bytes: { type: 'Binary', meaning: 'Any.' },
      DocumentBytes: { type: 'Int64', meaning: 'Any.' },
    },
  });
  const textOf = (cells: StoredRow['cells']) =>
    rowText(table, { partitionKey: 'p', rowKey: 'r', etag: '1', cells });

  it('has the columns in the order of the declaration, without the empty ones', () => {
    const text = textOf({ Count: { type: 'Int64', value: 5n }, Name: { type: 'String', value: '' } });
    expect(text).toBe('PartitionKey  p\nRowKey        r\nCount         5');
  });

  it('shortens long values, and says so', () => {
    const text = textOf({ Name: { type: 'String', value: 'x'.repeat(91) } });
    expect(text).toContain(`Name          ${'x'.repeat(89)}…`);
    expect(textOf({ Name: { type: 'String', value: 'x'.repeat(90) } })).not.toContain('…');
  });

  it('leaves out what the compressor of a machine decides', () => {
    const value = Uint8Array.from({ length: 20 }, (_, index) => index);
    const text = textOf({ Bytes: { type: 'Binary', value }, DocumentBytes: { type: 'Int64', value: 20n } });
    expect(text).toContain('Bytes          00 01 02 03 04 05 06 07 08 09 …');
    expect(text).toContain('DocumentBytes  …');
  });
});
