import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rawJson } from '../../../src/language/json.ts';
import { documentFault } from '../document.ts';

const rowsOf = (record: string) => [
  {
    partitionKey: 'call',
    rowKey: 'chunk',
    cells: { Bytes01: { value: gzipSync(`{"request":"record","body":${record}}\n`) } },
  },
];

const recordOf = (number: string) => ({ number: rawJson(number), participants_v2: [], sessions: [] });

it.each([
  ['1E400', '1E401'],
  ['0.1234567890123456789', '0.1234567890123456788'],
])('a document with the number %s is not one with %s', (number, other) => {
  expect(documentFault(rowsOf(`{"number":${number}}`), recordOf(number))).toBeUndefined();
  expect(documentFault(rowsOf(`{"number":${number}}`), recordOf(other))).toMatch(/not what Graph holds/);
});
