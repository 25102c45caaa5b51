/** A call that is withheld, as every reader shows it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { type DamagedCall, verifyCalls } from '../../src/calls/verify-calls.ts';
import type { Day } from '../../src/language/day.ts';
import { readSummedCalls } from '../../src/summaries/calls-of-summary.ts';
import { sumDay } from '../../src/summaries/sum-day.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { memoryTerminal, type TestTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { pageOf } from '../page/page-in-test.ts';
import { callId, inStore, numberedCall, store } from '../store/call-in-store.ts';
import { excluding } from '../withheld/excluding.ts';

const DAY = '2026-11-23' as Day;
const WITHHELD = 'This call is withheld, because it is excluded';

let terminal: TestTerminal;

beforeEach(async () => {
  terminal = memoryTerminal();
  const withheld = excluding('user', 'doctor-0001');
  await store(
    terminal.tables,
    { participants: ['doctor-0001', 'ben'], callers: ['doctor-0001'] },
    { withheld },
  );
  await store(terminal.tables, { callId: numberedCall(2), callers: ['ada'] }, { withheld });
});

describe('a withheld call', () => {
  it('is in the list of calls, which says so in the place of its organizer and its quality', async () => {
    const { out } = await terminal.run(`calls --from ${DAY} --to ${DAY} --zone UTC`);
    const [line] = out.split('\n').filter((text) => text.includes(callId));
    expect(line?.match(/withheld/g)).toEqual(['withheld', 'withheld']);
    expect(out).toContain(numberedCall(2));
  });

  it('is told in a sentence, with when it was, its version and how much Graph sent', async () => {
    const { code, out } = await terminal.run(`call ${callId} --zone UTC`);
    expect(code).toBe(0);
    expect(out).toContain(WITHHELD);
    expect(out).toContain('received   2 participants, 1 session, 1 segment, 1 media stream: none stored');
    expect(out).toContain('document   not kept');
    expect(out).not.toMatch(/The record names no participant|doctor|Ada/);
  });

  it('has no document, and says why', async () => {
    const { code, err } = await terminal.run(`call ${callId} --document`);
    expect(code).toBe(1);
    expect(err).toContain('The call is withheld');
  });

  it('is a page in the explorer that says so, and has no document there', async () => {
    const page = pageOf(inStore(terminal.tables));
    const screen = await page.screen(`/call/${callId}`);
    expect(screen).toContain(WITHHELD);
    expect(screen).not.toMatch(/For the ticket|The record names no participant/);
    expect(await page.screen(`/call/${callId}/document`, 404)).toContain('The call is withheld');
    expect(await page.screen(`/?day=${DAY}`)).toContain('withheld');
  });

  it('counts as a call in the summary of its day, and adds no streams', async () => {
    const through = inStore(terminal.tables);
    const { total, streamsMissing } = await sumDay(
      through,
      DAY,
      await readSummedCalls(through, DAY),
      new AbortController().signal,
    );
    expect(total).toMatchObject({ CallCount: 2, SessionCount: 1 });
    expect(streamsMissing).toBe(0);
  });

  it('is a row of CallRecords in an export, and has no row in any other table', async () => {
    const folder = await folderWith({});
    const { code } = await terminal.run(`export --from ${DAY} --to ${DAY} --format jsonl --out ${folder}`);
    expect(code).toBe(0);
    const rows = async (table: string) =>
      (await readFile(join(folder, table, `day=${DAY}`, 'part-0.jsonl'), 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const calls = await rows('CallRecords');
    expect(calls.map(({ CallId, Withheld }) => [CallId, Withheld ?? null])).toEqual([
      [callId, 'excluded'],
      [numberedCall(2), null],
    ]);
    for (const table of ['Participants', 'Sessions', 'Segments', 'MediaStreams']) {
      expect((await rows(table)).map(({ CallId }) => CallId)).not.toContain(callId);
    }
  });

  it('is whole for verify, which looks for no rows and no document', async () => {
    expect(await verified()).toEqual([]);
  });

  it('is found damaged by verify where its row in the list is gone, which is made good', async () => {
    const listed = terminal.tables.rows('CallsByDay').find(({ rowKey }) => rowKey.endsWith(callId));
    if (listed === undefined) throw new Error('fixture: not listed');
    await terminal.tables.table('CallsByDay').delete(listed);
    expect(await verified()).toMatchObject([{ callId, done: 'rebuilt' }]);
    expect(await verified()).toEqual([]);
  });
});

async function verified(): Promise<ReadonlyArray<DamagedCall>> {
  const through = inStore(terminal.tables);
  const rebuilding = { store: through, random: systemRandom, door: createDoor(through) };
  const days = { from: DAY, to: DAY, advanced: () => undefined };
  return (await Array.fromAsync(verifyCalls(rebuilding, days))).flat();
}
