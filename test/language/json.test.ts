import { describe, expect, it } from 'vitest';
import { ExactNumber, isJsonObject, objectsIn, parseJson, stringifyJson } from '../../src/language/json.ts';

describe('JSON from Graph', () => {
  it('keeps integers beyond 2^53 exactly, wherever they stand', () => {
    const text = '{"a":9007199254740993,"b":[1,-9223372036854775808],"c":{"d":9223372036854775807}}';
    expect(parseJson(text)).toEqual({
      a: 9007199254740993n,
      b: [1, -9223372036854775808n],
      c: { d: 9223372036854775807n },
    });
  });

  it('writes them back as the integers they were', () => {
    const text = '{"a":9007199254740993,"b":[1.5,"9007199254740993",null]}';
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('leaves digits inside strings and fractions alone', () => {
    const text = '{"id":"12345678901234567890","ratio":0.12345678901234566}';
    expect(parseJson(text)).toEqual({ id: '12345678901234567890', ratio: 0.12345678901234566 });
  });

  it.each([
    '0.1234567890123456789',
    '1E400',
    '-1e-400',
    '1.00000000000000000001',
    '123456789012345678.5',
    '12345678901234567890123456789e-3',
  ])('keeps %s, which no JavaScript number is, and writes it back as it was', (number) => {
    const text = `{"a":[${number},1.5],"b":{"c":${number}}}`;
    const kept = new ExactNumber(number);
    expect(parseJson(text)).toEqual({ a: [kept, 1.5], b: { c: kept } });
    expect(stringifyJson(parseJson(text))).toBe(text);
    expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  it.each(['0.10000000000000000', '1000000000000000.50', '1.0e+002', '0.000e-100', '5E-005', '1.5e300'])(
    'makes a JavaScript number of %s, whose value it has',
    (number) => {
      expect(parseJson(`{"a":${number}}`)).toEqual({ a: Number(number) });
    },
  );

  it('takes no number for an object', () => {
    expect(isJsonObject(new ExactNumber('1E400'))).toBe(false);
    expect(objectsIn(parseJson('[1E400,{}]'))).toEqual([{}]);
  });

  it('ignores a byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('throws SyntaxError for what is not JSON', () => {
    expect(() => parseJson('{"a":')).toThrow(SyntaxError);
  });
});
