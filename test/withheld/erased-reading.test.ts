import { expect, test } from 'vitest';
import type { DateTime } from '../../src/language/date-time.ts';
import { parseJson } from '../../src/language/json.ts';
import type { CallRecordReading } from '../../src/ports/graph.ts';
import type { CallRecordPage } from '../../src/record/call-record-pages.ts';
import { withoutErased } from '../../src/withheld/erased-reading.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { readingOf } from '../store/call-in-store.ts';

const ADA = 'd0c8e3a2-0000-4000-8000-00000000000a';
const PHONE = '+15555550123';
const START = '2026-11-23T09:00:00.0000000Z' as DateTime;

const withheld: Withheld = {
  ...NOTHING_WITHHELD,
  erasures: [
    {
      row: { partitionKey: 'tenant', rowKey: 'erasure_1', etag: '', cells: {} },
      values: {
        Ids: JSON.stringify([ADA]),
        Pseudonym: 'erased-1',
        RequestedAt: '2026-11-24T00:00:00.0000000Z' as DateTime,
      },
    },
  ],
};

/** A page with one session. */
function pageOf(caller: object, length: string): CallRecordPage {
  const text = `{"value":[{"caller":${JSON.stringify(caller)},"length":${length}}]}`;
  const session = parseJson(`{"caller":${JSON.stringify(caller)},"length":${length}}`);
  return {
    members: [session as CallRecordPage['members'][number]],
    answers: [{ request: 'sessions', text }],
  };
}

test('what the last page shows of somebody is taken out of all pages before it, and the rest of each stays', async () => {
  const [alone, guest] = [{ identity: { phone: { id: PHONE } } }, 'teamsvisitor:8f2d'];
  const shown = [
    pageOf(alone, '1.10'),
    pageOf({ identity: { guest: { id: guest }, phone: { id: PHONE } } }, '12345678901234567890'),
    pageOf({ identity: { guest: { id: guest } } }, '3'),
    pageOf({ associatedIdentity: { id: ADA, email: 'ada@contoso.example' } }, '4'),
    pageOf({ identity: { guest: { id: guest, email: 'ADA@contoso.example' } } }, '1E400'),
  ];
  const reading: CallRecordReading = {
    ...readingOf(),
    async *sessionPages() {
      yield* shown;
    },
  };
  const erased = await withoutErased(reading, withheld, START);
  const pages = await Array.fromAsync(erased.sessionPages());
  const texts = pages.flatMap(({ answers }) => answers.map(({ text }) => text));
  expect(texts.join()).not.toMatch(/5555550123|8f2d|contoso|000a"/i);
  expect(texts.map((text) => /"length":([^}]+)/.exec(text)?.[1])).toEqual([
    '1.10',
    '12345678901234567890',
    '3',
    '4',
    '1E400',
  ]);
  expect(pages.map(({ members }) => members.map(({ caller }) => JSON.stringify(caller)))).toEqual(
    texts.map((text) => [/"caller":(.+),"length"/.exec(text)?.[1]]),
  );
});
