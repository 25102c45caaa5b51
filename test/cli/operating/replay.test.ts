import { expect, test } from 'vitest';
import { memoryTerminal, number, numberedCall, text, time } from '../command-in-test.ts';

const NOW = '2026-11-23T09:00:00.0000000Z';

test('a call that waits nowhere becomes due now, to be stored again', async () => {
  const { run, row } = memoryTerminal();
  const { code, out, err } = await run(`replay ${numberedCall(1)}`);
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toEqual([
    'call                                  was pending  is stored',
    `${numberedCall(1)}  no           no`,
    '1 call due now. Maintain hands what is due to ingest within a minute, which stores a new revision.',
    'Calls that wait: ./callrecords pending. What is stored: ./callrecords call ID',
    '',
  ]);
  expect((await row('PendingCallRecords', numberedCall(1)))?.cells).toEqual({
    State: text('waiting'),
    Reason: text('replay'),
    FirstSeenAt: { type: 'DateTime', value: NOW },
    NextAttemptAt: { type: 'DateTime', value: NOW },
    Attempt: number(0),
    Rewrite: { type: 'Boolean', value: true },
  });
});

test('a call that waits keeps why and since when, and becomes due now', async () => {
  const { run, write, row } = memoryTerminal();
  await write('PendingCallRecords', numberedCall(1), {
    State: text('waiting'),
    Reason: text('throttled'),
    FirstSeenAt: time('2026-11-23T08:00:00'),
    NextAttemptAt: time('2026-11-23T09:40:00'),
    Attempt: number(3),
    Note: text('asked support'),
  });
  expect((await run(`replay ${numberedCall(1)}`)).out).toContain('until 2026-11-23 09:40:00 (throttled)');
  expect((await row('PendingCallRecords', numberedCall(1)))?.cells).toEqual({
    State: text('waiting'),
    Reason: text('throttled'),
    FirstSeenAt: time('2026-11-23T08:00:00'),
    NextAttemptAt: time('2026-11-23T09:00:00'),
    Attempt: number(3),
    Note: text('asked support'),
    Rewrite: { type: 'Boolean', value: true },
  });
});

test.each([
  [{ State: text('unavailable'), NextAttemptAt: time('2026-11-22T09:00:00') }, 'given up (unavailable)'],
  [{ State: text('waiting'), NextAttemptAt: text('now') }, 'its row could not be read'],
])('a call whose row is %j is revived', async (cells, words) => {
  const { run, write, row } = memoryTerminal();
  await write('PendingCallRecords', numberedCall(1), cells);
  expect((await run(`replay ${numberedCall(1)}`)).out).toContain(words);
  expect((await row('PendingCallRecords', numberedCall(1)))?.cells).toMatchObject({
    State: text('waiting'),
    NextAttemptAt: { type: 'DateTime', value: NOW },
  });
});

test('what is stored is said, and that Graph has forgotten a call of last month', async () => {
  const { run, json, write } = memoryTerminal();
  const head = { Version: { type: 'Int64', value: 3n } } as const;
  const tenant = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
  const started = (at: string) => ({ ...head, CallStartDateTime: time(at), FirstStartDateTime: time(at) });
  await write('CallRecords', tenant, started('2026-11-22T10:00:00'), numberedCall(1));
  await write('CallRecords', tenant, started('2026-10-23T10:00:00'), numberedCall(2));
  const { out } = await run(`replay ${numberedCall(1)} ${numberedCall(2)}`);
  expect(out).toMatch(/version 3\n/);
  expect(out).toContain('version 3, but over 30 days old: Graph no longer has it\n');
  expect(out).toContain('1 call will stay as stored: Graph keeps a record for 30 days.\n');
  expect(await json(`replay ${numberedCall(1)} ${numberedCall(3)}`)).toEqual([
    {
      CallId: numberedCall(1),
      TenantId: tenant,
      RequestedAt: '2026-11-23T09:00:00.0000000Z',
      Before: 'waiting',
      BeforeReason: 'replay',
      BeforeNextAttemptAt: NOW,
      StoredVersion: 3,
      ForgottenByGraph: false,
    },
    expect.objectContaining({ CallId: numberedCall(3), Before: 'notPending', ForgottenByGraph: false }),
  ]);
});

test('a stored call is named by the beginning of its id, if no other begins so; nothing is replayed for one that is not', async () => {
  const { run, tables, write } = memoryTerminal();
  const tenant = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
  const started = time('2026-11-22T10:00:00');
  const head = {
    Version: { type: 'Int64', value: 3n },
    CallStartDateTime: started,
    FirstStartDateTime: started,
  } as const;
  const other = 'd0000000-0000-4000-8000-000000000001';
  for (const callId of [numberedCall(1), numberedCall(2), other])
    await write('CallRecords', tenant, head, callId);
  const beginning = numberedCall(1).slice(0, 8);
  const several = await run(`replay ${other} ${beginning}`);
  expect([several.code, several.out]).toEqual([2, '']);
  expect(several.err).toContain(
    `Several calls begin with ${beginning}. Type more digits: ${numberedCall(1)}`,
  );
  expect((await run(`replay ${other} e0000000`)).code).not.toBe(0);
  expect(tables.rows('PendingCallRecords')).toEqual([]);
  expect((await run(`replay D0000000 ${other} ${numberedCall(7)}`)).code).toBe(0);
  const pending = tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey);
  expect(new Set(pending)).toEqual(new Set([numberedCall(7), other]));
});

test('more than twenty at once are asked about, and nothing is done without a yes', async () => {
  const { run, tables } = memoryTerminal();
  const replay = (count: number, options = '') =>
    `replay ${Array.from({ length: count }, (_, n) => numberedCall(n)).join(' ')}${options}`;
  const alone = await run(replay(21));
  expect([alone.code, alone.out]).toEqual([2, '']);
  expect(alone.err).toContain('21 calls will be fetched from Graph again');
  expect(alone.err).toContain('--yes');
  const refused = await run(replay(21), 'no');
  expect([refused.code, refused.out, refused.err]).toEqual([1, '', 'Nothing was changed.\n']);
  expect(tables.rows('PendingCallRecords')).toEqual([]);

  expect((await run(replay(20))).questions).toEqual([]);
  expect(tables.rows('PendingCallRecords')).toHaveLength(20);
  const agreed = await run(replay(21), 'contosocalls');
  expect([agreed.code, agreed.questions.length]).toEqual([0, 1]);
  expect((await run(replay(22, ' --yes contosocalls'))).questions).toEqual([]);
  expect(tables.rows('PendingCallRecords')).toHaveLength(22);
});

test('a call that is not kept any more is not replayed, and the line says so', async () => {
  const { run, json, row, write } = memoryTerminal();
  const tenant = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
  const started = time('2026-11-21T23:59:58');
  const head = { Version: { type: 'Int64', value: 3n }, FirstStartDateTime: started } as const;
  await write('CallRecords', tenant, head, numberedCall(1));
  await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22') });
  const { out } = await run(`replay ${numberedCall(1)}`);
  expect(out).toContain('refused (KEEP_DAYS), and not replayed');
  expect(out).toContain('1 call not replayed: calls of these days are not stored any more (KEEP_DAYS).');
  expect(await json(`replay ${numberedCall(1)}`)).toMatchObject([{ Before: 'expired', StoredVersion: 3 }]);
  expect(await row('PendingCallRecords', numberedCall(1))).toBeUndefined();
});
