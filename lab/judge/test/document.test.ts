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

it.each([
  ['ann eve@y.example', 'ann erased-1'],
  ['Eve@y.example', 'erased-1'],
  ['ann.eve@y.example, sip:EVE@Y.example', 'ann.eve@y.example, sip:erased-1'],
  ['?to=eve%40y.example&x', '?to=erased-1&x'],
  ['eve@y.example', ''],
])('a document may say of erased people, where Graph sent %s: %s', (sent, stored) => {
  expect(faultOf(stored, sent)).toBeUndefined();
});

it.each([
  ['ann.eve@y.example', 'ann.erased-1'],
  ['ann.eve@y.example', 'erased-1'],
  ['ann.eve@y.example, eve@y.example', 'ann.erased-1, erased-1'],
  ['ann@y.example, eve@y.example', 'erased-1, erased-1'],
  ['ann, eve@y.example', 'bob, erased-1'],
  ['ann', 'ann erased-1'],
  ['ann', 'bob'],
])('a document says what is of others as Graph sent it: %s, and not %s', (sent, stored) => {
  expect(faultOf(stored, sent)).toMatch(/not what Graph holds/);
});

/** By what is stored and by what Graph sent as the address of a guest. */
function faultOf(stored: string, sent: string): string | undefined {
  const withEmail = (email: string) => ({ organizer_v2: { identity: { guest: { id: 'ann', email } } } });
  const record = { ...withEmail(sent), participants_v2: [], sessions: [] };
  const erasures = [{ ids: ['eve@y.example'], pseudonym: 'erased-1' }];
  return documentFault(rowsOf(JSON.stringify(withEmail(stored))), record, erasures);
}
