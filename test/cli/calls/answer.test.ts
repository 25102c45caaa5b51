import { describe, expect, test } from 'vitest';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { answer, nothingFound } from '../../../src/cli/calls/answer.ts';
import type { Question } from '../../../src/cli/calls/command-line.ts';
import { parseDateTime } from '../../../src/language/date-time.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { callId, inStore, numberedCall, store, watched } from '../../store/call-in-store.ts';
import { createSimulatedStore } from '../../store/simulated-store.ts';

async function textOf(tables: Tables, question: Question): Promise<string> {
  let text = '';
  for await (const piece of answer(question, inStore(tables))) text += piece;
  return text;
}

async function objectsOf(tables: Tables, question: Question) {
  const lines = (await textOf(tables, question)).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line));
}

const DAY = { kind: 'day', dayOrHour: '2026-11-23' } as const;

describe('the calls of a day', () => {
  test('are a table with a line each', async () => {
    const tables = createMemoryTables();
    await store(tables);
    await store(tables, { callId: numberedCall(2), start: '2026-11-23T23:30:00Z', participants: ['ada'] });
    expect(await textOf(tables, { ...DAY, json: false })).toBe(
      [
        'call                                  start (UTC)            lasted  type        participants  organizer',
        'c0000000-0000-4000-8000-000000000001  2026-11-23 09:00:00  16:00:00  groupCall              2  Ada, version 1',
        'c0000000-0000-4000-8000-000000000002  2026-11-23 23:30:00   1:30:00  groupCall              1  Ada, version 1',
        '',
      ].join('\n'),
    );
  });

  test('are one JSON object a line, with every column and integers as integers', async () => {
    const tables = createMemoryTables();
    await store(tables);
    await store(tables, { callId: numberedCall(2) });
    const text = await textOf(tables, { ...DAY, json: true });
    expect(text).toMatch(/"Version":1,/);
    expect(await objectsOf(tables, { ...DAY, json: true })).toMatchObject([
      { CallId: callId, CallStartDateTime: '2026-11-23T09:00:00.0000000Z', CallModalities: 'audio,video' },
      { CallId: numberedCall(2) },
    ]);
  });

  test('have one heading however many they are, and come as they are read', async () => {
    const { tables, requests } = watched();
    for (let number = 0; number < 120; number += 1) await store(tables, { callId: numberedCall(number) });
    const text = await textOf(tables, { ...DAY, json: false });
    expect(text.match(/organizer/g)).toHaveLength(1);
    expect(text.split('\n')).toHaveLength(122);
    requests.length = 0;
    for await (const first of answer({ ...DAY, json: true }, inStore(tables))) {
      expect(first.match(/\n/g)).toHaveLength(50);
      break;
    }
    expect(requests).toHaveLength(51);
  });
});

test('the calls of a person come latest first, since a day if asked', async () => {
  const tables = createMemoryTables();
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z' });
  await store(tables, { callId: numberedCall(2), start: '2026-11-22T09:00:00Z' });
  await store(tables, { callId: numberedCall(3), start: '2026-11-23T09:00:00Z', participants: ['ada'] });
  await store(tables, { callId: numberedCall(4), start: '2026-11-23T10:00:00Z' });
  const ids = async (since: string | undefined) => {
    const question = { kind: 'user', userId: 'ben', since: parseDateTime(since), json: true } as const;
    return (await objectsOf(tables, question)).map(({ CallId }) => CallId);
  };
  expect(await ids(undefined)).toEqual([4, 2, 1].map(numberedCall));
  expect(await ids('2026-11-22T00:00:00Z')).toEqual([4, 2].map(numberedCall));
});

describe('one call', () => {
  test('is a summary with everybody in it', async () => {
    const tables = createMemoryTables();
    await store(tables, { callers: ['ada', { phone: { id: '+442079460436' } }] });
    const text = await textOf(tables, { kind: 'call', callId, json: false });
    expect(text.replace(/v1r0-\w+|stored .*/g, '…').split('\n')).toEqual([
      `call         ${callId}`,
      'kind         groupCall: audio,video',
      'time         2026-11-23 09:00:00 to 2026-11-24 01:00:00 UTC, 16:00:00',
      'organizer    Ada, version 1',
      'record       version 1 (…), …',
      '',
      '2 participants',
      'kind          id                                    name',
      'user          ada                                   ada',
      'user          ben                                   ben',
      '',
      '2 sessions',
      'start (UTC)            lasted  caller → callee',
      '                               ada → (nobody named)',
      '                               (phone +442079460436) → (nobody named)',
      '',
      '2 segments, 2 media streams: --json shows them.',
      '',
    ]);
  });

  test('is one JSON object with the rows of all tables', async () => {
    const tables = createMemoryTables();
    await store(tables, { callers: ['ada'] });
    expect(await objectsOf(tables, { kind: 'call', callId, json: true })).toMatchObject([
      {
        head: { CallId: callId, ParticipantCount: 2 },
        participants: [{ IdentityId: 'ada' }, { IdentityId: 'ben' }],
        sessions: [{ CallerIdentityId: 'ada' }],
        segments: [{ SegmentId: 'segment' }],
        mediaStreams: [{ StreamId: 'stream' }],
      },
    ]);
  });

  test('has a document: the record as Graph holds it', async () => {
    const simulated = createSimulatedStore();
    const meeting = simulated.startCall({ kind: 'meeting' });
    await simulated.store(meeting);
    const lines: Array<string> = [];
    for await (const line of answer({ kind: 'document', callId: meeting }, simulated)) lines.push(line);
    expect(lines).toEqual([expect.stringMatching(/^[^\n]+\n$/)]);
    expect(JSON.parse(lines.join(''))).toEqual(simulated.tenant.recordOf(meeting));
  });

  test('whose people have names that terminals obey is shown without them', async () => {
    const tables = createMemoryTables();
    const displayName = 'Eve\u001b[2J\u009b31m\r\nroot \u202efdp.exe';
    await store(tables, { participants: [{ guest: { id: 'eve', displayName } }] });
    const text = await textOf(tables, { kind: 'call', callId, json: false });
    expect(text).toContain('Eve\ufffd[2J\ufffd31m\ufffd\ufffdroot \ufffdfdp.exe\n');
    const [{ participants }] = await objectsOf(tables, { kind: 'call', callId, json: true });
    expect(participants).toMatchObject([{ DisplayName: displayName }]);
  });
});

test.each<[Question, string]>([
  [{ kind: 'call', callId, json: false }, `No version of call ${callId} is stored. `],
  [{ kind: 'document', callId }, `No version of call ${callId} is stored. `],
  [{ ...DAY, json: true }, 'No call that started on 2026-11-23 (UTC) is stored.'],
  [
    { kind: 'day', dayOrHour: '2026-11-23T09', json: true },
    'No call that started in 2026-11-23T09 (UTC) is stored.',
  ],
  [{ kind: 'user', userId: 'ben', since: undefined, json: false }, 'No call of ben is stored.'],
  [
    { kind: 'user', userId: 'ben', since: parseDateTime('2026-11-01T00:00:00Z'), json: false },
    'No call of ben since 2026-11-01 (UTC) is stored.',
  ],
])('nothing is printed when nothing is stored, and a sentence says so: %j', async (question, sentence) => {
  expect(await textOf(createMemoryTables(), question)).toBe('');
  expect(nothingFound(question)).toContain(sentence);
});
