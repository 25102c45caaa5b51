/** Bodies for the webhook: collections of notifications, and what only looks like one. */

import fc, { type Arbitrary } from 'fast-check';
import { anyElement, DEEPEST, type Element } from './elements.ts';
import {
  anyJson,
  anyName,
  anyText,
  deepJson,
  listText,
  noMembers,
  objectText,
  weighted,
} from './json-texts.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** The limit that the webhook states for a body. */
export const MEBIBYTE = 1024 * 1024;

/** Where the traces of the element at this position can be found. */
export function markOf(position: number): string {
  return `mark-${position}-of-an-element`;
}

const elements: Arbitrary<ReadonlyArray<Element>> = weighted(
  [20, fc.array(anyElement, { maxLength: 6 })],
  [1, fc.array(anyElement, { maxLength: 60, size: 'max' })],
);

const collection: Arbitrary<string> = fc
  .record({
    elements,
    before: fc.array(fc.tuple(anyName, anyJson), { maxLength: 2 }),
    after: weighted(
      [6, noMembers],
      [1, fc.tuple(fc.constant('value'), anyJson).map((member) => [member])],
      [1, fc.constant([['validationTokens', '["eyJ0eXAiOiJKV1QifQ.e30."]'] as const])],
    ),
  })
  .map(({ elements, before, after }) =>
    objectText([
      ...before,
      ['value', listText(elements.map((element, at) => element(markOf(at))))],
      ...after,
    ]),
  );

/** At the webhook's limits: 1 MiB, and 5,000 elements, of which none belongs to anybody. */
const sized: Arbitrary<string> = fc.oneof(
  fc
    .tuple(collection, fc.integer({ min: -1, max: 1 }))
    .map(([text, over]) => text.padEnd(MEBIBYTE + over - (Buffer.byteLength(text) - text.length))),
  fc.integer({ min: 4_998, max: 5_002 }).map((count) => `{"value":[${Array(count).fill('0').join(',')}]}`),
  fc
    .integer({ min: 10_000, max: 400_000 })
    .map((count) => `{"value":[${'{},'.repeat(count)}0]}`.slice(0, MEBIBYTE)),
);

const otherText: Arbitrary<string> = fc.oneof(
  anyJson,
  anyText,
  deepJson(DEEPEST),
  deepJson(DEEPEST).map((deep) => `{"value":${deep}}`),
  anyJson.map((value) => `{"value":${value}}`),
  fc.constantFrom(
    '',
    'value=1',
    '{"value":[',
    '{"Value":[]}',
    '[{"value":[]}]',
    '{"value":{"length":1,"0":{}}}',
  ),
  // Cut off, or with something behind it.
  fc
    .tuple(collection, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, part]) => text.slice(0, text.length * part)),
  fc.tuple(collection, anyText).map(([text, more]) => text + more),
);

const text: Arbitrary<string> = weighted([40, collection], [10, otherText], [1, sized]);

/** Byte sequences that are not UTF-8: a lone continuation, an overlong slash, a surrogate, a cut character, beyond Unicode. */
const NOT_UTF8 = [
  [0x80],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xe2, 0x82],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff, 0xfe],
];

const encode: Arbitrary<(text: string) => Bytes> = weighted(
  [30, fc.constant((given: string) => bytesOf(Buffer.from(given)))],
  [2, fc.constant((given: string) => bytesOf(Buffer.from(`\ufeff${given}`)))],
  [1, fc.constant((given: string) => bytesOf(Buffer.from(given, 'utf16le')))],
  [1, fc.constant((given: string) => bytesOf(Buffer.from(given, 'latin1')))],
  [
    2,
    fc
      .tuple(fc.constantFrom(...NOT_UTF8), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([wrong, part]) => (given: string) => {
        const right = Buffer.from(given);
        const at = Math.floor(right.length * part);
        return bytesOf(Buffer.concat([right.subarray(0, at), Buffer.from(wrong), right.subarray(at)]));
      }),
  ],
);

/** The body of a POST, byte for byte. */
export const webhookBody: Arbitrary<Bytes> = weighted(
  [40, fc.tuple(text, encode).map(([given, asBytes]) => asBytes(given))],
  [1, fc.uint8Array({ maxLength: 200 }).map(bytesOf)],
);

/** Collections alone, for what needs something to be kept. */
export const notificationBody: Arbitrary<Bytes> = collection.map((given) => bytesOf(Buffer.from(given)));

function bytesOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}
