import { expect, test } from 'vitest';
import { annotateDoubles } from '../../../src/adapters/storage/double-annotation.ts';
import { rawJson } from '../../../src/language/json.ts';

test.each(['1.0', '-1.0', '0.00', '1e2', '1E+15', '1.5e3', '1.0E1', '100E-2', '6824053932181.0'])(
  'a number written as %s is a Double',
  (number) => {
    expect(JSON.parse(annotateDoubles(`{"A":${number},"B":1}`))).toEqual({
      'A@odata.type': 'Edm.Double',
      A: Number(number),
      B: 1,
    });
  },
);

test.each([
  '{"A":1,"B":-1,"C":true,"D":null,"E":""}',
  '{"A":0.5,"B":-1.05,"C":1.25,"D":[1.0]}',
  '{"A":"1.0","B":"\\"C\\":1.0","D":"}{\\\\"}',
  '{"A":"x\\\\","B":1}',
  '{"A@odata.type":"Edm.Int64","A":"1"}',
  '{"value":[{"A":"\\u0022:1.0"},{"A":1}]}',
  '',
  'not json: 1.0',
])('nothing is added to %s', (json) => {
  expect(annotateDoubles(json)).toBe(json);
});

test('Doubles are found in every row of a page, beside strings that look like them', () => {
  const rows = [{ A: '"B":1.0,' }, { 'A.B': rawJson('1.0'), C: '\\"' }, { D: ':2.0' }];
  const annotated: unknown = JSON.parse(annotateDoubles(JSON.stringify({ value: rows })));
  expect(annotated).toEqual({
    value: [{ A: '"B":1.0,' }, { 'A.B@odata.type': 'Edm.Double', 'A.B': 1, C: '\\"' }, { D: ':2.0' }],
  });
});

test('a page of 4 MiB with long strings is read', () => {
  const rows = Array.from({ length: 60 }, () => ({ Text: '\\"x'.repeat(10_900), Number: rawJson('1.0') }));
  const annotated = annotateDoubles(JSON.stringify({ value: rows }));
  expect(annotated.match(/Edm\.Double/g)).toHaveLength(60);
});
