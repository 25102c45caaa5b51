/** Messages as the queue can hold them: those of the pipeline with any part spoilt, and anything else. */

import fc, { type Arbitrary } from 'fast-check';
import {
  anyJson,
  anyName,
  anyText,
  deepJson,
  type Member,
  mostly,
  noMembers,
  objectText,
  present,
  quoted,
  texts,
  weighted,
} from './json-texts.ts';
import { TENANT_ID } from './ours.ts';

/** Stands in every message where it may not be logged. */
export const MESSAGE_MARK = 'mark-of-a-message';

/** Bytes of a message's text: 64 KiB. https://learn.microsoft.com/rest/api/storageservices/put-message */
const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * Beyond some 3,000 levels the Functions library fails by itself, before any function runs (toCamelCaseValue recurses):
 * such a message stays in the poison queue, where health counts it.
 */
const DEEPEST = 1_000;

const member = (right: Arbitrary<string>, nearly: Arbitrary<string>): Member =>
  mostly(right, nearly, quoted(MESSAGE_MARK));

/** Spellings of instants: those that are none come last. */
const INSTANTS = [
  '2026-11-23T08:59:00.0000000Z',
  '2026-11-22T10:00:00Z',
  '2026-10-01T00:00:00Z',
  '2026-11-23T10:00:00.123456789012+14:00',
  '2027-01-01t00:00:00z',
  '2027-01-01T00:00:00Z',
  '1600-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '0000-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59.9999999Z',
  '9999-12-31T23:59:59-01:00',
  '+010000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-11-23T24:00:00Z',
  '2026-11-23T23:59:60Z',
  '2026-11-23T08:59:00',
  '2026-11-23',
  '23.11.2026',
  '0',
] as const;

const message: Arbitrary<string> = fc
  .record({
    schema: member(fc.constant('1'), fc.constantFrom('0', '2', '1.0', '"1"', '1e0', '-1', 'true')),
    tenantId: member(texts(TENANT_ID, TENANT_ID.toUpperCase()), fc.uuid().map(quoted)),
    callId: member(fc.uuid().map(quoted), texts('', '42', '../users', `{${TENANT_ID}}`, `${TENANT_ID}\n`)),
    reason: member(
      texts('notification', 'pending', 'reconcile', 'replay'),
      texts('Notification', '', 'toString'),
    ),
    attempt: member(
      fc.constantFrom('0', '1', '7'),
      fc.constantFrom(
        '-1',
        '1.5',
        '"0"',
        '2147483647',
        '2147483648',
        '9007199254740991',
        '9007199254740992',
        '1e999',
      ),
    ),
    firstSeenAt: member(texts(...INSTANTS.slice(0, 3)), texts(...INSTANTS)),
    traceparent: weighted(
      [6, fc.constant(undefined)],
      [2, texts(`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`, '')],
      [1, fc.oneof(texts('x'.repeat(55), 'x'.repeat(56), '\ud83d'), anyJson)],
    ),
  })
  .chain((members) => extra.map((more) => ({ members, more })))
  .map(({ members, more }) => objectText([...present(members), ...more]));

/** What the host puts over its own words about a message, and anything else. */
const extra: Arbitrary<ReadonlyArray<readonly [string, string]>> = weighted(
  [6, noMembers],
  [
    2,
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'dequeueCount',
          'DequeueCount',
          'id',
          'insertionTime',
          'InsertionTime',
          'popReceipt',
          'queueTrigger',
        ),
        fc.oneof(
          fc.constantFrom(
            '0',
            '1',
            '5',
            '6',
            '-5',
            '4.5',
            '1e308',
            '99999999999',
            '"5"',
            '"NaN"',
            '[]',
            '{}',
            'true',
          ),
          texts(...INSTANTS, '-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', TENANT_ID),
          anyJson,
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ],
  [
    2,
    fc.array(fc.tuple(anyName, fc.oneof(anyJson, fc.constant(quoted(MESSAGE_MARK)))), {
      maxLength: 3,
    }),
  ],
);

/** The text of a message that was meant for the pipeline. */
export const messageText: Arbitrary<string> = message.map(fitting);

/** Any text that a queue takes. */
export const anyQueueText: Arbitrary<string> = weighted(
  [12, messageText],
  [
    4,
    fc
      .oneof(
        anyJson,
        anyText,
        deepJson(DEEPEST),
        message.map(quoted),
        message.map((text) => Buffer.from(text).toString('base64')),
        message.map((text) => `[${text}]`),
        message.map((text) => text.slice(0, -2)),
        message.map((text) => text.padEnd(40_000)),
        fc.constantFrom(
          'x'.repeat(MAX_MESSAGE_BYTES),
          `"${'会'.repeat(21_000)}"`,
          '<QueueMessage/>',
          '',
          '0',
          'null',
        ),
      )
      .map(fitting),
  ],
);

/** What a queue takes of a text: well-formed, and of a limited size. */
function fitting(text: string): string {
  const bytes = Buffer.from(text);
  // A character that is cut off becomes three bytes.
  return bytes.byteLength <= MAX_MESSAGE_BYTES
    ? bytes.toString()
    : bytes.subarray(0, MAX_MESSAGE_BYTES - 3).toString();
}
