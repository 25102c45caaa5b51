/** What an operator reads on a terminal of 80 columns. */

import { expect, test } from 'vitest';
import { checks } from '../../../src/cli/doctor/checks/index.ts';
import { type CheckId, type Finding, fail, hidden, pass, unknown } from '../../../src/cli/doctor/finding.ts';
import { checkLines, reportLines } from '../../../src/cli/doctor/report.ts';

const COLUMNS = 80;

type Given = Readonly<Partial<Record<CheckId, Finding>>>;

function resultsOf(findings: Given) {
  return checks.map((check) => ({ check, finding: findings[check.id] ?? pass('as it should be') }));
}

/** What comes after the last check. */
function shown(findings: Given, columns: number | undefined = COLUMNS): ReadonlyArray<string> {
  const [gap, ...lines] = reportLines(resultsOf(findings), columns).map(({ text }) => text);
  expect(gap).toBe('');
  return lines;
}

/** What is shown as the checks are made. */
function shownMeanwhile(findings: Given): ReadonlyArray<string> {
  const results = resultsOf(findings);
  return results.flatMap((result, index) =>
    checkLines(result, results.slice(0, index)).map(({ text }) => text),
  );
}

const refused = fail(
  'network',
  'calls.table.core.windows.net: connection refused (ECONNREFUSED)',
  'Nothing listens there.',
);

test('every check has a line under the heading of its subject as soon as it was made', () => {
  const lines = shownMeanwhile({});
  for (const { title, about } of checks) {
    expect(lines.filter((line) => line === about)).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith(`  ✔ ${title} `)).length, title).toBeGreaterThan(0);
  }
  expect(shown({})).toEqual([`Nothing failed: 0 unknown, ${checks.length} passed.`]);
});

test('the fault comes after the checks, with its remedy and the number of checks that it hides', () => {
  const findings = {
    tables: refused,
    tablesRead: hidden('tables'),
    tablesThere: hidden('tables'),
    role: unknown('the token of the simulated Graph holds none'),
    health: unknown('/api/health does not answer', 'The log of the app says why.'),
  };
  const meanwhile = shownMeanwhile(findings);
  expect(meanwhile.find((line) => line.includes(' tables answer '))).toMatch(/^ {2}✖ .*ECONNREFUSED/);
  expect(meanwhile.find((line) => line.includes(' health of the app '))).toMatch(
    /^ {2}\? .*does not answer$/,
  );
  expect(meanwhile.filter((line) => line.startsWith('  '))).toHaveLength(checks.length - 2);
  const lines = shown(findings);
  expect(lines.slice(0, 9)).toEqual([
    '✖ FAIL  Storage: tables answer  (network)',
    '  calls.table.core.windows.net: connection refused (ECONNREFUSED)',
    '  → Nothing listens there.',
    '  Not checked because of this: 2.',
    '',
    '? unknown  Call records: health of the app',
    '  /api/health does not answer',
    '  → The log of the app says why.',
    '',
  ]);
  expect(lines.at(-1)).toBe(`1 FAILED, 2 not checked, 2 unknown, ${checks.length - 5} passed.`);
});

test('settings that hide every other check make one fault and not a line for each of them', () => {
  const others = checks.filter(({ id }) => id !== 'settings').map(({ id }) => [id, hidden('settings')]);
  const lines = shown({
    ...Object.fromEntries(others),
    settings: fail('settings', 'GRAPH_TENANT_ID is missing', 'Correct it.'),
  });
  expect(lines).toEqual([
    '✖ FAIL  Settings: complete and valid  (settings)',
    '  GRAPH_TENANT_ID is missing',
    '  → Correct it.',
    `  Not checked because of this: ${checks.length - 1}.`,
    '',
    `1 FAILED, ${checks.length - 1} not checked, 0 unknown, 0 passed.`,
  ]);
});

test('one remedy for several faults is said once', () => {
  const lines = shown({ tables: refused, queues: refused });
  expect(lines.filter((line) => line.startsWith('  → '))).toEqual(['  → Nothing listens there.']);
  expect(lines.filter((line) => line.startsWith('✖ FAIL'))).toHaveLength(2);
});

test('a check that passes and is worth a second look says so', () => {
  const lines = shown({ settings: pass('fine', 'Look again.') });
  expect(lines.slice(0, 3)).toEqual([
    '✔ pass, but  Settings: complete and valid',
    '  fine',
    '  → Look again.',
  ]);
});

test('what a check found goes on below itself where the terminal ends', () => {
  const role = checks.find(({ id }) => id === 'role');
  const finding = unknown('the token cannot be read; the next line says whether Graph accepts it\nmore');
  const linesOf = (columns?: number) =>
    role === undefined ? [] : checkLines({ check: role, finding }, [], columns).map(({ text }) => text);
  expect(linesOf(COLUMNS)).toEqual([
    'Graph',
    [
      '  ? permission in the token          the token cannot be read; the next line',
      '                                     says whether Graph accepts it',
      '                                     more',
    ].join('\n'),
  ]);
  expect(linesOf()[1]).toContain('the next line says whether Graph accepts it\n');
});

test('faults and remedies are no wider than the terminal, and whole lines where there is none', () => {
  const long = fail('pipeline', 'word '.repeat(60).trim(), 'remedy '.repeat(60).trim());
  const all = Object.fromEntries(checks.map(({ id }) => [id, long]));
  for (const line of shown(all)) expect(line.length).toBeLessThanOrEqual(COLUMNS);
  expect(shown(all, Number.POSITIVE_INFINITY).join('\n')).toContain(long.evidence);
});
