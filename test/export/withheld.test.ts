/** `./callrecords export` beside retention, exclusion and erasure: who is to be left out is in no file. */

import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import type { Day } from '../../src/language/day.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { storeFromDocument } from '../../src/store/rebuild.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { LIMITS } from '../../src/withheld/withheld.ts';
import { testTerminal } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { valuesOf } from '../store/call-in-store.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

const DAY = '2026-11-23';

let store: SimulatedStore;
let folder: string;
/** Of the person, and of others. */
let meeting: CallId;
let other: CallId;
let person: { readonly id: string; readonly texts: ReadonlyArray<string> };

beforeEach(async () => {
  store = createSimulatedStore();
  folder = await folderWith({});
  [meeting, other] = (['meeting', 'peer-to-peer'] as const).map((kind) =>
    store.startCall({ kind, endedAt: new Date(`${DAY}T08:00:00Z`) }),
  ) as [CallId, CallId];
  for (const callId of [meeting, other]) await store.store(callId);
  const inOther = new Set(participantsOf(other).map(({ IdentityId }) => IdentityId));
  const { IdentityId, DisplayName, UserPrincipalName } = participantsOf(meeting).find(
    (one) => one.IdentityKind === 'user' && !inOther.has(one.IdentityId),
  ) as Record<string, unknown>;
  person = { id: String(IdentityId), texts: [IdentityId, DisplayName, UserPrincipalName].map(String) };
});

function participantsOf(callId: CallId) {
  return store.tables
    .rows('Participants')
    .filter(({ partitionKey }) => partitionKey === callId)
    .map(valuesOf);
}

function exported(tables: Tables = store.tables, clock = store.clock, options = '') {
  const terminal = testTerminal({ ...store, tables, clock });
  return terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder} --format jsonl${options}`);
}

/** The texts of all files. */
async function files(): Promise<string> {
  const texts = globSync(`${folder}/*/*/*.jsonl`).map((path) => readFile(path, 'utf8'));
  return (await Promise.all(texts)).join('').toLowerCase();
}

async function personInFiles(): Promise<ReadonlyArray<string>> {
  const text = await files();
  return person.texts.filter((value) => text.includes(value.toLowerCase()));
}

/** An hour later, as often as it takes. */
async function forgotten(): Promise<void> {
  for (let run = 1; run <= 3; run += 1) {
    store.clock.advance({ minutes: 61 });
    await forget({ store, random: systemRandom, door: createDoor(store), log: silentLog });
  }
}

describe.each([
  ['erased', () => requestErasure(store, systemRandom, [person.id])],
  ['excluded', () => requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] })],
] as const)('an export folder that holds somebody who was then %s', (what, request) => {
  it('holds nothing of the person after the next run, and the calls of others as before', async () => {
    await exported();
    expect(await personInFiles()).toEqual(person.texts);
    await request();
    const { code, out } = await exported();
    expect(code).toBe(0);
    expect(out).toContain('1 call left out');
    expect(out).toContain('./callrecords exclude list');
    expect(await personInFiles()).toEqual([]);
    expect(await files()).not.toContain(meeting);
    expect(await files()).toContain(other);
  });

  it.each([
    ['before the timer has come to it', async () => undefined],
    ['once the timer has been there', forgotten],
  ])('loses the files of a day that holds a damaged call, too, %s', async (_, timer) => {
    await exported();
    await request();
    await timer();
    const [row] = store.tables.rows('Participants').filter(({ partitionKey }) => partitionKey === other);
    await store.tables.table('Participants').delete(row as StoredRow);
    const { code, out } = await exported();
    expect(code).toBe(1);
    expect(out).toContain('5 removed');
    expect(out).toContain('but for those from before a person was taken out: they are removed');
    expect(await files()).toBe('');
  });

  it('holds nothing of the person in tables that the next run does not name', async () => {
    await exported();
    await request();
    const { code, out } = await exported(store.tables, store.clock, ' --table CallRecords');
    expect(code).toBe(0);
    expect(out).toContain('5 written');
    expect(await personInFiles()).toEqual([]);
  });

  it('has no summary of the day until it is summed up without the person', async () => {
    const signal = new AbortController().signal;
    const summaries = () => globSync(`${folder}/QualitySummaries/*/*.jsonl`).length;
    await summarizeDay(store, DAY as Day, signal);
    await exported();
    expect(summaries()).toBe(1);
    store.clock.advance({ minutes: 1 });
    await request();
    const { out } = await exported();
    expect(out).toContain('no summary until the day is summed up again');
    expect(out).toContain('How far they are: ./callrecords forget and ./callrecords exclude list');
    expect(summaries()).toBe(0);
    await forgotten();
    expect((await exported()).out).toContain('no summary until the day is summed up again');
    expect(summaries()).toBe(0);
    store.clock.advance({ minutes: 1 });
    await summarizeDay(store, DAY as Day, signal);
    await exported();
    expect(summaries()).toBe(1);
  });

  it('holds the call again once the timer has stored it without the person', async () => {
    await exported();
    await request();
    await forgotten();
    const { code, out } = await exported();
    expect(code).toBe(0);
    expect(out).not.toContain('left out');
    expect(await personInFiles()).toEqual([]);
    expect(await files()).toContain(meeting);
    expect((await files()).includes('erased-')).toBe(what === 'erased');
  });
});

describe('an export', () => {
  it('takes the files of a day away that retention refuses, although its calls are not deleted yet', async () => {
    await exported();
    store.clock.advance({ minutes: 4 * 24 * 60 });
    await store.withheld.upsert(LIMITS, { RefusedBefore: '2026-11-24' as Day, KeepDays: 3 });
    const { out } = await exported();
    expect(out).toContain('5 removed');
    expect(out).toMatch(/ not kept any more\n/);
    expect(out).toContain('Calls of 1 day are not kept any more (KEEP_DAYS)');
    expect(out).toContain('./callrecords retention');
    expect(out).not.toMatch(/open|Export again|summary|coverage/);
    expect(await files()).toBe('');
  });

  it('leaves out calls that started later than the clock of the computer says', async () => {
    await requestExclusion(store, systemRandom, { kind: 'user', ids: [person.id] });
    await exported(store.tables, new ManualClock(`${DAY}T00:30:00Z`));
    expect(await personInFiles()).toEqual([]);
    expect(await files()).toContain(other);
  });

  it('keeps the files of a day that was refused, and that a longer KEEP_DAYS keeps again', async () => {
    await exported();
    const before = await files();
    const late = '2026-12-24' as Day;
    await store.withheld.upsert(LIMITS, { RefusedBefore: late, DeletedBefore: late, KeepDays: 365 });
    const { out } = await exported();
    expect(out).not.toContain('removed');
    // Retention refuses what is not stored of that day, so no more calls come.
    expect(out).not.toMatch(/open|not kept/);
    expect(await files()).toBe(before);
  });

  it.each([
    [
      'an erasure',
      async () => {
        await requestErasure(store, systemRandom, [person.id]);
        await forgotten();
      },
    ],
    [
      'a rebuild',
      async () => {
        await storeFromDocument({ store, random: systemRandom, door: createDoor(store) }, meeting);
      },
    ],
  ])('that meets %s half-way writes each call whole, of the version that came of it', async (_what, work) => {
    let met = false;
    const tables = store.tables.seenThrough(async ({ table, partitionKey, phase }) => {
      if (met || table !== 'Segments' || partitionKey !== meeting || phase !== 'before') return;
      met = true;
      await work();
    });
    const { code } = await exported(tables);
    expect({ code, met }).toEqual({ code: 0, met: true });
    for (const table of ['CallRecords', 'Participants', 'Sessions', 'Segments', 'MediaStreams'] as const) {
      const rows = (await readFile(`${folder}/${table}/day=${DAY}/part-0.jsonl`, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const inFile = rows.map(({ CallId, Generation }) => `${CallId} ${Generation}`).sort();
      const stored = store.tables
        .rows(table)
        .map(valuesOf)
        .map(({ CallId, Generation }) => `${CallId} ${Generation}`)
        .sort();
      expect(inFile, table).toEqual(stored);
    }
  });
});
