/** Holds docs/reports.md to the export: its SQL runs on exported files, and Microsoft's parser takes its Power Query. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultSettings, TaskUtils } from '@microsoft/powerquery-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportedTableNames } from '../../src/export/exported-tables.ts';
import { folderWith } from '../cli/folder-with.ts';
import { type Answer, askDuckDb } from '../export/duckdb.ts';
import { currentRows, type ExportedWeek, exportedWeek, WEEK } from '../export/exported-week.ts';

const PAGE = 'docs/reports.md';

let page: string;
let world: ExportedWeek;

beforeAll(async () => {
  page = await readFile(PAGE, 'utf8');
  world = await exportedWeek();
});

/** The blocks of a language below a heading, or all of them. */
function blocks(language: string, heading?: string): ReadonlyArray<string> {
  const sections = page.split(/^#{2,3} /m);
  const text = heading === undefined ? page : sections.find((section) => section.startsWith(`${heading}\n`));
  const found = (text ?? '').matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'));
  return Array.from(found, ([, block = '']) => block);
}

/** A folder as the page describes it: exported calls, and the two lists that some questions join. */
async function reportFolder(): Promise<string> {
  const folder = await folderWith({});
  await mkdir(join(folder, 'calls'));
  const { code } = await world.terminal.run(`export ${WEEK} --format parquet --out ${folder}/calls`);
  expect(code).toBe(0);
  const { out } = await world.terminal.run('coverage --from 2026-11-20 --to 2026-11-25 --csv');
  await writeFile(join(folder, 'coverage.csv'), out);
  const users = currentRows(world.tables, 'Participants').flatMap(
    ({ cells }) => cells.UserPrincipalName?.value ?? [],
  );
  const lines = [...new Set(users)].map(
    (user, index) => `${String(user).toUpperCase()},${index % 2 === 0 ? 'Sales' : 'Works'}`,
  );
  await writeFile(join(folder, 'departments.csv'), ['UserPrincipalName,Department', ...lines, ''].join('\n'));
  return folder;
}

const statementsOf = (block: string) =>
  block
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

const QUESTIONS = [
  'Where is audio poor, by building and week?',
  'Which headsets are the worst?',
  'Who attended a meeting, and for how long?',
  'How many minutes does each user call?',
  'And each department?',
  'How much goes over the telephone network?',
  'How often could a session not be set up, and why?',
  'Which users have the worst audio?',
  'Which versions came late?',
  'How complete is each day?',
];

/** Answers of all questions of the page, from one database, by heading. */
async function answers(): Promise<ReadonlyMap<string, Answer>> {
  const folder = await reportFolder();
  const before = [`set file_search_path = '${folder}'`, ...blocks('sql', 'DuckDB').flatMap(statementsOf)];
  const found = new Map<string, Answer>();
  for (const question of QUESTIONS) {
    // The week is short: hardly anybody has so many streams.
    const statements = blocks('sql', question).flatMap((block) =>
      statementsOf(block.replace('streams >= 20', 'streams >= 4')),
    );
    expect(statements.length, question).toBeGreaterThan(0);
    found.set(question, await askDuckDb(...before, ...statements));
    // What a question defines, later ones use.
    before.push(...statements.slice(0, -1));
  }
  const longer = await askDuckDb(
    ...before,
    `select id from UserSessions group by CallId, id
     having sum(seconds) > epoch(max(SessionEndDateTime)) - epoch(min(SessionStartDateTime)) + 0.001`,
  );
  expect(longer, 'longer there than from first to last').toEqual([]);
  return found;
}

const sum = (answer: Answer | undefined, column: string) =>
  (answer ?? []).reduce((total, row) => total + Number(row[column]), 0);

describe('the questions of docs/reports.md', () => {
  it('run on exported files, and their answers agree with the tables', async () => {
    expect(blocks('sql')).toHaveLength(QUESTIONS.length + 1);
    const found = await answers();
    for (const [question, rows] of found) {
      // Calls of the simulated week have one version.
      if (question !== 'Which versions came late?') expect(rows.length, question).toBeGreaterThan(0);
    }
    const heads = currentRows(world.tables, 'CallRecords');
    const total = (column: string) =>
      heads.reduce((all, { cells }) => all + Number(cells[column]?.value ?? 0), 0);
    const most = Math.max(...heads.map(({ cells }) => Number(cells.ParticipantCount?.value)));
    const [byBuilding, , attendance, minutes, departments, telephone, setup] = QUESTIONS.map((name) =>
      found.get(name),
    );
    // A stream of a call between two counts at both ends.
    expect(sum(byBuilding, 'poor')).toBeGreaterThanOrEqual(total('AudioPoorStreamCount'));
    expect(byBuilding?.some(({ building }) => building !== '(none)')).toBe(true);
    expect(attendance?.length).toBeLessThanOrEqual(most);
    expect(attendance?.length).toBeGreaterThan(most / 2);
    expect(attendance?.every(({ attendee }) => Boolean(attendee))).toBe(true);
    expect(minutes?.length).toBe(50);
    expect(departments?.map(({ department }) => department)).toEqual(
      expect.arrayContaining(['Sales', 'Works']),
    );
    expect(sum(telephone, 'calls')).toBe(heads.length);
    expect(sum(setup, 'failed')).toBe(total('SetupFailedSessionCount'));
    const complete = found.get('How complete is each day?');
    expect(sum(complete, 'exported')).toBe(heads.length);
    // A call was stored after its hour had been listed.
    expect(sum(complete, 'stored')).toBe(heads.length - 1);
  });

  it('name every exported table', () => {
    for (const name of exportedTableNames)
      expect(blocks('sql', 'DuckDB')[0]).toContain(`create view ${name} as`);
  });
});

describe('the Power Query of docs/reports.md', () => {
  it('is taken by the parser of Microsoft, which refuses the same with a bracket less', async () => {
    const queries = blocks('powerquery');
    expect(queries).toHaveLength(3);
    for (const query of queries) {
      expect(await isPowerQuery(query), query).toBe(true);
      expect(await isPowerQuery(query.replace(/\)(?=[^)]*$)/, '')), query).toBe(false);
      expect(query.trim().split('\n').length).toBeLessThan(13);
    }
  });
});

async function isPowerQuery(text: string): Promise<boolean> {
  const task = await TaskUtils.tryLexParse(DefaultSettings, text);
  return TaskUtils.isParseStageOk(task);
}
