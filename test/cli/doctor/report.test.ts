/** What a person sees on a terminal of 80 columns. */

import { expect, test } from 'vitest';
import { type Finding, fail, pass, unknown } from '../../../src/cli/doctor/check.ts';
import { checks } from '../../../src/cli/doctor/checks/index.ts';
import { checkLines, summaryLines, wrapped } from '../../../src/cli/doctor/report.ts';
import type { Result } from '../../../src/cli/doctor/run-checks.ts';
import { plainText } from '../../../src/cli/text-line.ts';

const COLUMNS = 80;

function results(findings: Readonly<Record<string, Finding>>): ReadonlyArray<Result> {
  return checks.map((check) => ({ check, finding: findings[check.id] ?? pass('as it should be') }));
}

function shown(all: ReadonlyArray<Result>): ReadonlyArray<string> {
  const lines = all.flatMap((result, index) => checkLines(result, all[index - 1], COLUMNS));
  return [...lines, ...summaryLines(all, COLUMNS)].map(plainText);
}

const refused = fail(
  'network',
  'calls.table.core.windows.net: connection refused (ECONNREFUSED)',
  'Nothing listens there.',
);

test('every check has a line under its heading, and titles fit their column', () => {
  const lines = shown(results({}));
  for (const { title, about } of checks) {
    expect(title.length).toBeLessThanOrEqual(20);
    expect(lines).toContain(about);
    expect(
      lines.some((line) => line.includes(`✔ pass      ${title}`)),
      title,
    ).toBe(true);
  }
  expect(lines.at(-1)).toBe(`Nothing failed: 0 unknown, ${checks.length} passed.`);
});

test('a fault stands out: in capitals in its place, last with its remedy, counted in the last line', () => {
  const lines = shown(
    results({
      tables: refused,
      tablesRead: { status: 'unknown', evidence: 'because of Storage: tables answer', because: 'tables' },
      role: unknown('the simulated Graph’s token has none'),
      health: unknown('/api/health does not answer', 'The log of the app says why.'),
    }),
  );
  expect(lines.filter((line) => line.includes('FAIL '))).toEqual([
    '  ✖ FAIL      tables answer        network: calls.table.core.windows.net: conne…',
    '✖ FAIL  Storage: tables answer  (network)',
  ]);
  expect(lines.slice(-8)).toEqual(
    [
      '? unknown  Call records: what the app says',
      '  /api/health does not answer.',
      '  → The log of the app says why.',
      '',
      '✖ FAIL  Storage: tables answer  (network)',
      '  calls.table.core.windows.net: connection refused (ECONNREFUSED).',
      '  → Nothing listens there.',
      '',
      `1 FAILED, 3 unknown, ${checks.length - 4} passed.`,
    ].slice(-8),
  );
});

test('one remedy for several faults is said once', () => {
  const lines = shown(results({ tables: refused, queues: refused }));
  expect(lines.filter((line) => line.startsWith('  → '))).toEqual(['  → Nothing listens there.']);
  expect(lines.filter((line) => line.startsWith('✖ FAIL'))).toHaveLength(2);
});

test('what passes and is worth a second look says so', () => {
  const lines = shown(results({ settings: pass('fine', 'Look again.') }));
  expect(lines[1]).toBe('  ✔ pass, but complete and valid   fine');
  expect(lines).toContain('  → Look again.');
});

test('no line is wider than the terminal, however long the words', () => {
  const long = fail('pipeline', 'word '.repeat(60), 'remedy '.repeat(60));
  for (const line of shown(results(Object.fromEntries(checks.map(({ id }) => [id, long]))))) {
    expect(line.length).toBeLessThanOrEqual(COLUMNS);
  }
  expect(wrapped('a bb ccc', 4)).toEqual(['a bb', 'ccc']);
});
