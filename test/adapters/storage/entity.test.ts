import { expect, test } from 'vitest';
import { fromEntity, toEntity } from '../../../src/adapters/storage/entity.ts';
import { row } from '../../conformance/rows.ts';

const METADATA = {
  'odata.metadata': 'https://account.table.core.windows.net/$metadata#T/@Element',
  'odata.etag': 'W/"1"',
  PartitionKey: 'p',
  RowKey: 'r',
  'Timestamp@odata.type': 'Edm.DateTime',
  Timestamp: '2026-11-23T09:00:00.1234567Z',
};

/** The only cell of an entity with these properties beside its metadata. */
function cellOf(properties: Readonly<Record<string, unknown>>): unknown {
  const cells = Object.values(fromEntity({ ...METADATA, ...properties }).cells);
  expect(cells).toHaveLength(1);
  return cells[0];
}

test('an entity becomes a row with its key and ETag, without what is not a column', () => {
  expect(fromEntity({ ...METADATA, Name: 'Ada' })).toEqual({
    partitionKey: 'p',
    rowKey: 'r',
    etag: 'W/"1"',
    cells: { Name: { type: 'String', value: 'Ada' } },
    writtenAt: METADATA.Timestamp,
  });
});

test('a selected column that the row does not have, which Azure gives as null, is absent', () => {
  const nothing = { ...METADATA, Name: null, 'toString@odata.type': 'Edm.Guid' };
  expect(fromEntity(nothing).cells).toEqual({});
});

test('a column that another program called as what the SDK keeps for itself is passed over', () => {
  expect(fromEntity({ ...METADATA, etag: 'mine', timestamp: 1, ['__proto__']: { type: 1 } }).cells).toEqual(
    {},
  );
});

test.each([
  ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.0000000Z'],
  ['2026-11-23T09:00:21.1Z', '2026-11-23T09:00:21.1000000Z'],
  ['2026-11-23T09:00:21.2169889Z', '2026-11-23T09:00:21.2169889Z'],
  ['1601-01-01T00:00:00Z', '1601-01-01T00:00:00.0000000Z'],
])('a DateTime that Azure writes as %s has its seven digits', (written, value) => {
  expect(cellOf({ 'At@odata.type': 'Edm.DateTime', At: written })).toEqual({ type: 'DateTime', value });
});

test('a GUID that another program wrote in upper case reads as ours', () => {
  const Id = '3F2504E0-4F89-11D3-9A0C-0305E82C3301';
  expect(cellOf({ Id, 'Id@odata.type': 'Edm.Guid' })).toEqual({ type: 'Guid', value: Id.toLowerCase() });
});

test.each([
  ['1', 'String', '1'],
  ['Edm.Double', 'String', 'Edm.Double'],
  [true, 'Boolean', true],
  [false, 'Boolean', false],
  [12, 'Int32', 12],
  [-0.5, 'Double', -0.5],
  [9_007_199_254_740_992, 'Double', 9_007_199_254_740_992],
])('%j without a type reads as its JSON says: %s', (Value, type, value) => {
  expect(cellOf({ Value })).toEqual({ type, value });
});

test.each([
  ['Int32', 12, 12],
  ['String', '12', '12'],
  ['Double', 1, 1],
  ['Double', 'NaN', Number.NaN],
  ['Double', '-Infinity', Number.NEGATIVE_INFINITY],
  ['Int64', '-9223372036854775808', -9_223_372_036_854_775_808n],
  ['Binary', 'AQID', new Uint8Array([1, 2, 3])],
])('Edm.%s reads as what it says: %j', (type, Value, value) => {
  expect(cellOf({ 'Value@odata.type': `Edm.${type}`, Value })).toEqual({ type, value });
  expect(cellOf({ Value, 'Value@odata.type': `Edm.${type}` })).toEqual({ type, value });
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
