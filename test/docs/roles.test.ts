/** Holds the table of roles in docs/operations.md to what each command asks of storage. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { program } from '../../src/cli/commands.ts';
import { requestExclusion } from '../../src/forget/request.ts';
import { ACCOUNT, number, numberedCall, testTerminal, text, time } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore } from '../store/simulated-store.ts';

const DAY = '2026-11-23';
const DAYS = `--from ${DAY} --to ${DAY}`;
const USER = 'e1f2a3b4-0000-4000-8000-00000000000a';
const YES = `--yes ${ACCOUNT}`;

interface World {
  readonly folder: string;
  readonly callId: string;
  readonly exclusion: string;
}

/** What is typed for each command that the table names. */
const LINES: Readonly<Record<string, (world: World) => string>> = {
  calls: () => `calls --day ${DAY}`,
  call: ({ callId }) => `call ${callId}`,
  quality: () => 'quality --by day',
  'networks list': () => 'networks list',
  'networks missing': () => 'networks missing',
  export: ({ folder }) => `export ${DAYS} --format csv --out ${join(folder, 'out')}`,
  status: () => 'status',
  coverage: () => 'coverage --hours',
  pending: () => 'pending',
  'dead-letters': () => 'dead-letters',
  subscription: () => 'subscription',
  retention: () => 'retention',
  'retention --confirm --dry-run': () => 'retention --confirm 30 --dry-run',
  'retention --confirm': () => `retention --confirm 30 ${YES}`,
  forget: () => 'forget',
  'forget --dry-run': () => `forget --user ${USER} --dry-run`,
  'forget --export': ({ folder }) => `forget --user ${USER} --export ${join(folder, 'held.jsonl')}`,
  'forget --user': () => `forget --user ${USER} ${YES}`,
  'exclude --dry-run': () => `exclude --user ${USER} --dry-run`,
  'exclude list': () => 'exclude list',
  exclude: () => `exclude --user ${USER} ${YES}`,
  'exclude lift': ({ exclusion }) => `exclude lift ${exclusion} ${YES}`,
  replay: ({ callId }) => `replay ${callId}`,
  backfill: () => `backfill ${DAYS}`,
  rebuild: () => `rebuild ${DAYS} ${YES}`,
  verify: () => `verify ${DAYS}`,
  'dead-letters --replay': () => 'dead-letters --replay',
  'dead-letters dismiss': () => `dead-letters dismiss ${DAY}T08_a --because known`,
  'subscription --take-over': () => `subscription --take-over ${numberedCall(3)} ${YES}`,
  'networks import': ({ folder }) => `networks import ${join(folder, 'buildings.csv')}`,
  'networks remove': () => `networks remove 2026-11-01`,
};

/** Run by tests of their own: the one serves until Ctrl-C, the other needs the settings of the app. */
const NOT_TYPED = ['page', 'doctor'];

const [, below = ''] = (await readFile('docs/operations.md', 'utf8')).split('\n## Who may do what\n');
const [section = ''] = below.split('\n## ', 1);
const ROWS = [...section.matchAll(/^\| (?!to |---)(.+?) \| (.+?) \|$/gm)].map(([, to = '', roles = '']) => ({
  phrases: [...to.matchAll(/`([^`]+)`/g)].map(([, phrase = '']) => phrase),
  /** Up to what more than the least lets it show. */
  roles: roles.split('. ', 1)[0] ?? '',
}));

/** Runs a command on a tenant in which it finds something to do. Resolves with what it asked of storage. */
async function askedBy(phrase: string) {
  const store = createSimulatedStore();
  const callId = store.startCall({ kind: 'meeting', endedAt: new Date(`${DAY}T08:00:00Z`) });
  await store.store(callId);
  const folder = await folderWith({ 'buildings.csv': '10.20.0.0,A,16,House A,,,,Leeds,,GB,,EMEA,1,0,0\r\n' });
  const operator = testTerminal(store);
  await operator.run(`networks import ${join(folder, 'buildings.csv')} --from 2026-11-01`);
  await operator.write('Coverage', `${DAY}T07`, { NextCheckAt: time('2026-11-24T08:00:00') });
  await operator.write('Subscriptions', numberedCall(3), { State: text('foreign') });
  await operator.write(
    'DeadLetters',
    `${DAY}T08_a`,
    {
      State: text('operator'),
      DeadAt: time(`${DAY}T08:30:00`),
      CallId: { type: 'Guid', value: numberedCall(1) },
      DequeueCount: number(5),
    },
    'call-records',
  );
  const exclusion = await requestExclusion(store, systemRandom, { kind: 'user', ids: [numberedCall(9)] });
  // For verify, and a layout of before for rebuild.
  for (const row of store.tables.rows('Participants').slice(0, 1)) {
    await store.tables.table('Participants').delete(row);
  }
  for (const { partitionKey, rowKey } of store.tables.rows('CallRecords')) {
    await store.tables.table('CallRecords').merge({ partitionKey, rowKey, cells: { Layout: number(0) } });
  }
  const written = new Set<string>();
  const tables = store.tables.seenThrough(({ table, operation }) => {
    if (operation !== 'get' && operation !== 'query') written.add(table);
  });
  let queueRequests = 0;
  const queue = createMemoryQueue(store.clock, {
    intercept: () => {
      queueRequests += 1;
    },
  });
  const line = LINES[phrase]?.({ folder, callId, exclusion }) ?? '';
  const { code, err } = await testTerminal({ ...store, tables, queue }).run(line);
  return { code, err, written: [...written], queueRequests };
}

describe('the table of roles', () => {
  it('names every command that needs a deployment, and each line of this test', () => {
    const phrases = ROWS.flatMap((row) => row.phrases);
    const needed = program.commands.filter(({ needs }) => needs !== 'nothing').map(({ name }) => name);
    expect(phrases).toEqual(expect.arrayContaining(needed));
    expect([...phrases].sort()).toEqual([...Object.keys(LINES), ...NOT_TYPED].sort());
  });

  const cases = ROWS.flatMap(({ phrases, roles }) => phrases.map((phrase) => [phrase, roles] as const));
  it.each(cases.filter(([phrase]) => !NOT_TYPED.includes(phrase)))(
    'is right about %s: %s',
    async (phrase, roles) => {
      const { code, err, written, queueRequests } = await askedBy(phrase);
      expect(code, err).toBeLessThan(2);
      if (roles.includes('on the table Withheld alone')) expect(written).toEqual(['Withheld']);
      else expect(written.length > 0, written.join()).toBe(roles.includes('Storage Table Data Contributor'));
      expect(queueRequests > 0).toBe(phrase === 'status');
    },
  );
});
