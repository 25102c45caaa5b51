import { expect, test } from 'vitest';
import { fromEntity, toEntity } from '../../../src/adapters/storage/entity.ts';
import { row } from '../../conformance/rows.ts';

const METADATA = {
  'odata.metadata': { type: 'String', value: 'https://account.table.core.windows.net/$metadata#T/@Element' },
  etag: 'W/"1"',
  partitionKey: 'p',
  rowKey: 'r',
  timestamp: '2026-11-23T09:00:00.1234567Z',
};

test('an entity becomes a row with its key and ETag, without what is not a column', () => {
  expect(fromEntity({ ...METADATA, Name: { type: 'String', value: 'Ada' } })).toEqual({
    partitionKey: 'p',
    rowKey: 'r',
    etag: 'W/"1"',
    cells: { Name: { type: 'String', value: 'Ada' } },
    writtenAt: METADATA.timestamp,
  });
});

test('a selected column that the row does not have, which Azure gives as null, is absent', () => {
  expect(fromEntity({ ...METADATA, Name: null }).cells).toEqual({});
});

test.each([
  ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.0000000Z'],
  ['2026-11-23T09:00:21.1Z', '2026-11-23T09:00:21.1000000Z'],
  ['2026-11-23T09:00:21.2169889Z', '2026-11-23T09:00:21.2169889Z'],
  ['1601-01-01T00:00:00Z', '1601-01-01T00:00:00.0000000Z'],
])('a DateTime that Azure writes as %s has its seven digits', (written, read) => {
  expect(fromEntity({ ...METADATA, At: { type: 'DateTime', value: written } }).cells.At?.value).toBe(read);
});

test('a GUID that another program wrote in upper case reads as ours', () => {
  const Id = { type: 'Guid', value: '3F2504E0-4F89-11D3-9A0C-0305E82C3301' };
  expect(fromEntity({ ...METADATA, Id }).cells.Id?.value).toBe('3f2504e0-4f89-11d3-9a0c-0305e82c3301');
});

test.each([
  [{ type: 'Boolean', value: true }, true],
  [{ type: 'Boolean', value: 'true' }, true],
  [{ type: 'Boolean', value: 'false' }, false],
  [{ type: 'Int32', value: '12' }, 12],
  [{ type: 'Double', value: '1' }, 1],
  [{ type: 'Double', value: 'NaN' }, Number.NaN],
  [{ type: 'Double', value: '-Infinity' }, Number.NEGATIVE_INFINITY],
  [{ type: 'Int64', value: '-9223372036854775808' }, -9_223_372_036_854_775_808n],
])('%j reads as what it says', (property, value) => {
  expect(fromEntity({ ...METADATA, Value: property }).cells.Value).toEqual({ type: property.type, value });
});

test('a column that is called as what every object has is written, too', () => {
  const cells = { toString: { type: 'String', value: 'mine' } } as const;
  expect({ ...toEntity(row('r', cells), []) }).toHaveProperty('toString', cells.toString);
});

test('every value is written with its type, so that none is guessed from its looks', () => {
  const entity = toEntity(
    row('r', {
      Text: { type: 'String', value: '1' },
      Whole: { type: 'Double', value: 1 },
      None: { type: 'Double', value: Number.NaN },
      Large: { type: 'Int64', value: 9_007_199_254_740_993n },
      Bytes: { type: 'Binary', value: new Uint8Array([1, 2, 3]) },
    }),
    [],
  );
  expect(entity).toEqual({
    partitionKey: 'partition',
    rowKey: 'r',
    Text: { type: 'String', value: '1' },
    Whole: { type: 'Double', value: 1 },
    None: { type: 'Double', value: 'NaN' },
    Large: { type: 'Int64', value: '9007199254740993' },
    Bytes: { type: 'Binary', value: 'AQID' },
  });
});

test('columns are written in the order in which they are declared, and what is not declared behind them', () => {
  const one = { type: 'Int32', value: 1 } as const;
  const entity = toEntity(row('r', { Note: one, Generation: one, CallType: one }), [
    'CallType',
    'Empty',
    'Generation',
  ]);
  expect(Object.keys(entity)).toEqual(['partitionKey', 'rowKey', 'CallType', 'Generation', 'Note']);
});
