import { describe, expect, test } from 'vitest';
import { type Json, parseJson } from '../../src/language/json.ts';
import type { Cell, EdmType } from '../../src/tables/cell.ts';
import type { Conversion } from '../../src/tables/graph-column.ts';
import { converted, toCell, unfit } from '../../src/tables/graph-value.ts';

describe('toCell keeps what the type can hold', () => {
  test.each<[string, Json, Cell]>([
    ['a link speed beyond Int32', 4_294_967_295, { type: 'Int64', value: 4_294_967_295n }],
    ['the largest Int64', 2n ** 63n - 1n, { type: 'Int64', value: 2n ** 63n - 1n }],
    ['the smallest Int64', -(2n ** 63n), { type: 'Int64', value: -(2n ** 63n) }],
    ['the largest Int32', 2_147_483_647, { type: 'Int32', value: 2_147_483_647 }],
    ['the smallest Int32', -2_147_483_648, { type: 'Int32', value: -2_147_483_648 }],
    ['a whole number as Double', 0, { type: 'Double', value: 0 }],
    ['a fraction', 0.1, { type: 'Double', value: 0.1 }],
    ['a huge integer as Double', 2n ** 64n, { type: 'Double', value: 2 ** 64 }],
    ['false', false, { type: 'Boolean', value: false }],
    ['an empty text', '', { type: 'String', value: '' }],
    ['the longest text', 'x'.repeat(32_000), { type: 'String', value: 'x'.repeat(32_000) }],
    ['a text with half an emoji, repaired', 'a\ud83d', { type: 'String', value: 'a\ufffd' }],
    [
      'seven digits of a second',
      '2020-02-25T18:52:21.2169889Z',
      { type: 'DateTime', value: '2020-02-25T18:52:21.2169889Z' },
    ],
    [
      'the first date-time',
      '1601-01-01T00:00:00Z',
      { type: 'DateTime', value: '1601-01-01T00:00:00.0000000Z' },
    ],
    [
      'the last date-time',
      '9999-12-31T23:59:59.9999999Z',
      { type: 'DateTime', value: '9999-12-31T23:59:59.9999999Z' },
    ],
    [
      'a GUID, in lower case',
      'E523D2ED-2966-4B6B-925B-754A88034CC5',
      { type: 'Guid', value: 'e523d2ed-2966-4b6b-925b-754a88034cc5' },
    ],
  ])('%s', (_name, value, cell) => {
    expect(toCell(cell.type, value)).toEqual(cell);
  });

  test('an integer beyond 2^53 is exact from text to cell', () => {
    const body = parseJson('{"packetUtilization": 9007199254740993}') as { packetUtilization: Json };
    expect(toCell('Int64', body.packetUtilization)).toEqual({ type: 'Int64', value: 9_007_199_254_740_993n });
  });
});

describe('toCell refuses what would change the type or overflow it', () => {
  test.each<[EdmType, string, Json]>([
    ['Int64', 'a fraction', 1.5],
    ['Int64', 'beyond 2^63', 1e19],
    ['Int64', '2^63', 9_223_372_036_854_775_808n],
    ['Int64', 'a text', '1'],
    ['Int32', '2^31', 2_147_483_648],
    ['Int32', 'below -2^31', -2_147_483_649],
    ['Int32', 'a fraction', 1.5],
    ['Int32', 'beyond 2^53', 9_007_199_254_740_993n],
    ['Int32', 'a text', '1'],
    ['Double', "OData's NaN", 'NaN'],
    ['Double', "OData's infinity", 'INF'],
    ['Double', 'NaN', Number.NaN],
    ['Double', 'infinity', Number.POSITIVE_INFINITY],
    ['Double', 'a boolean', true],
    ['Boolean', 'a text', 'true'],
    ['Boolean', 'a number', 1],
    ['String', 'a number', 1],
    ['String', 'an array', ['a']],
    ['String', 'a text too long for a cell', 'x'.repeat(32_001)],
    ['DateTime', "the year 0001, Graph's none", '0001-01-01T00:00:00Z'],
    ['DateTime', 'before 1601', '1600-12-31T23:59:59.9999999Z'],
    ['DateTime', '30 February', '2020-02-30T00:00:00Z'],
    ['DateTime', 'a number', 1_582_656_741],
    ['Guid', 'another text', 'teamsvisitor:1'],
    ['Guid', 'an object', {}],
    ['Binary', 'anything', 'AA=='],
  ])('%s: %s', (type, _name, value) => {
    expect(toCell(type, value)).toBeUndefined();
  });
});

describe('converted', () => {
  const deep = parseJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

  test.each<[string, Conversion, Json, Json | undefined | typeof unfit]>([
    ['a duration in seconds', 'durationSeconds', 'PT1.5S', 1.5],
    ['a malformed duration', 'durationSeconds', 'soon', unfit],
    ['a duration that is a number', 'durationSeconds', 1.5, unfit],
    ['a list', 'list', ['audio', 'video'], 'audio,video'],
    ['a list with nulls', 'list', ['audio', null], 'audio'],
    ['an empty list', 'list', [], undefined],
    ['a list of other types', 'list', ['audio', 1], unfit],
    ['a text that should be a list', 'list', 'audio', unfit],
    ['ids', 'idList', [{ id: 'a' }, { id: null }, null, {}, { id: 'b' }], 'a,b'],
    ['ids of other types', 'idList', [{ id: 1 }], unfit],
    ['texts that should be objects', 'idList', ['a'], unfit],
    ['an object that should be an array', 'idList', { id: 'a' }, unfit],
    ['the count of an empty array', 'count', [], 0],
    ['the count of any elements', 'count', [1, null], 2],
    ['the count of no array', 'count', {}, unfit],
    [
      'JSON with a big integer',
      'json',
      { hadEcho: true, packets: 2n ** 53n + 1n },
      '{"hadEcho":true,"packets":9007199254740993}',
    ],
    ['an empty array as JSON', 'json', [], undefined],
    ['an empty object as JSON', 'json', {}, undefined],
    ['a text as JSON', 'json', 'text', '"text"'],
    ['JSON of hostile depth', 'json', deep, unfit],
    [
      'the name of a type',
      'typeName',
      { '@odata.type': '#microsoft.graph.callRecords.serviceEndpoint' },
      'serviceEndpoint',
    ],
    ['no type', 'typeName', {}, undefined],
    ['a type that is a number', 'typeName', { '@odata.type': 1 }, unfit],
    ['a text that should be an object', 'typeName', 'serviceEndpoint', unfit],
  ])('%s', (_name, conversion, value, expected) => {
    expect(converted(value, conversion)).toBe(expected);
  });
});
