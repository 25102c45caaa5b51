import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from '../../src/language/json.ts';

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

  it('throws SyntaxError for what is not JSON', () => {
    expect(() => parseJson('{"a":')).toThrow(SyntaxError);
  });
});
