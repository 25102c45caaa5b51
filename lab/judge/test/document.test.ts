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

it('a document says somebody else’s address as Graph sent it, whoever is erased', () => {
  const recordWith = (email: string) => ({
    organizer_v2: { identity: { guest: { id: 'ann', email } } },
    participants_v2: [],
    sessions: [],
  });
  const rows = rowsOf('{"organizer_v2":{"identity":{"guest":{"id":"ann","email":"ann.erased-1"}}}}');
  const erasures = [{ ids: ['eve@y.example'], pseudonym: 'erased-1' }];
  expect(documentFault(rows, recordWith('ann eve@y.example'), erasures)).toBeUndefined();
  expect(documentFault(rows, recordWith('ann.eve@y.example'), erasures)).toMatch(/not what Graph holds/);
});
