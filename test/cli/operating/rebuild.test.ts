import { expect, test } from 'vitest';
import { summaryFaults } from '../../../lab/judge/summaries.ts';
import { progressLines, summary } from '../../../src/cli/operating/rebuild.ts';
import { type Day, parseDay } from '../../../src/language/day.ts';
import { type CallId, parseCallId } from '../../../src/language/identifiers.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { numberedCall, store, tenantId } from '../../store/call-in-store.ts';
import { makeOld } from '../../store/earlier-layout.ts';
import { memoryTerminal, number, text } from '../command-in-test.ts';

const TODAY = parseDay('2026-11-23') as Day;

test('a day is one line, and a long one has a line for each 500 calls', () => {
  const lines: Array<string> = [];
  const progress = progressLines((line) => lines.push(line));
  for (let rebuilt = 1; rebuilt <= 1204; rebuilt += 1) {
    progress.advanced(TODAY, { rebuilt, current: 0, failed: 0 });
  }
  progress.finished(TODAY, { rebuilt: 1204, current: 0, failed: 0 });
  expect(lines).toEqual([
    '2026-11-23  … 500 calls: 500 rebuilt\n',
    '2026-11-23  … 1,000 calls: 1,000 rebuilt\n',
    '2026-11-23  1,204 calls: 1,204 rebuilt\n',
  ]);
});

test('a day without calls has no line', () => {
  const lines: Array<string> = [];
  progressLines((line) => lines.push(line)).finished(TODAY, { rebuilt: 0, current: 0, failed: 0 });
  expect(lines).toEqual([]);
});

test('a call that fails is named, with the reason', () => {
  const lines: Array<string> = [];
  const callId = parseCallId('e523d2ed-2966-4b6b-925b-754a88034cc5') as CallId;
  progressLines((line) => lines.push(line)).failed(callId, new Error('chunk 1 of 2 is missing'));
  expect(lines).toEqual([`${callId} stays as it is: chunk 1 of 2 is missing\n`]);
});

test('a summary names what is not zero', () => {
  expect(summary({ rebuilt: 0, current: 1, failed: 0 })).toBe('1 call: 0 rebuilt, 1 already current');
  expect(summary({ rebuilt: 2, current: 3, failed: 4 })).toBe(
    '9 calls: 2 rebuilt, 3 already current, 4 failed',
  );
});

test('the calls of the last 30 days are rebuilt when no days are given, once the user has seen what it costs', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-10-23T09:00:00Z' });
  await store(tables, { callId: numberedCall(2), start: '2026-10-24T09:00:00Z' });
  await store(tables, { callId: numberedCall(3), start: '2026-11-23T08:00:00Z' });
  await makeOld(tables);
  const refused = await run('rebuild');
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(
    /^The rows of 2 calls of 2026-10-24 to 2026-11-23 \(UTC\) will be made again where they are not current\. That is at most \d+ requests to storage \(less than \$0\.01\), and takes less than a minute\. Nothing was changed: /,
  );
  const account = /--yes (\S+)/.exec(refused.err)?.[1];
  expect(await run(`rebuild --yes ${account}`)).toMatchObject({
    code: 0,
    out: 'Done. 2 calls: 2 rebuilt\n',
  });
});

test('days that are rebuilt are summed up anew, however old they are', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-07-23T09:00:00Z', callers: ['ada'] });
  await makeOld(tables);
  const account = /--yes (\S+)/.exec((await run('rebuild')).err)?.[1];
  await run(`rebuild --from 2026-07-23 --to 2026-07-23 --yes ${account}`);
  const rows = (name: TableName) => tables.rows(name);
  expect(summaryFaults(rows, tenantId, new Set(['2026-07-23']))).toEqual([]);
  expect(tables.rows('QualitySummaries').at(-1)?.cells.CallCount?.value).toBe(1);
});

test('a day of the last month of which no hour was listed has no summary afterwards either: nothing would keep it true', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z' });
  await store(tables, { callId: numberedCall(2), start: '2026-11-22T09:00:00Z' });
  const CheckedAt = { type: 'DateTime', value: '2026-11-22T12:00:00.0000000Z' } as const;
  await tables
    .table('Coverage')
    .upsert({ partitionKey: tenantId, rowKey: '2026-11-22T09', cells: { CheckedAt } });
  const account = /--yes (\S+)/.exec((await run('rebuild')).err)?.[1];
  await run(`rebuild --yes ${account}`);
  const summed = tables.rows('QualitySummaries').map(({ partitionKey }) => partitionKey.slice(-10));
  expect(new Set(summed)).toEqual(new Set(['2026-11-22']));
});

test.each(['rebuild', 'verify'])('%s begins at the first day that is kept, and says so', async (command) => {
  const { tables, run, write } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z' });
  await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22'), KeepDays: number(1) });
  const { err } = await run(`${command} --from 2026-11-21 --to 2026-11-23`);
  expect(err).toContain(
    'Calls that started before 2026-11-22 are not kept any more (KEEP_DAYS): the work begins there.\n',
  );
  expect(await run(`${command} --from 2026-11-20 --to 2026-11-21`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('are not kept any more (KEEP_DAYS). Nothing was changed'),
  });
});

test.each(['rebuild', 'verify'])('%s works on days that a longer KEEP_DAYS keeps again', async (command) => {
  const { tables, run, write } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z' });
  await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22'), KeepDays: number(365) });
  const { err } = await run(`${command} --from 2026-11-21 --to 2026-11-23`);
  expect(err).not.toContain('not kept');
});
