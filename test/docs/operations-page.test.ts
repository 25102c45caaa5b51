/** Holds docs/operations.md to the code: commands, reasons, alerts, parameters and figures that it names exist. */

import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { healthReasons } from '../../src/health/health-reasons.ts';

const PAGE = 'docs/operations.md';

let page: string;
beforeAll(async () => {
  page = await readFile(PAGE, 'utf8');
});

/** What a pattern's first group finds, each once. */
function named(pattern: RegExp, text = page): ReadonlyArray<string> {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))];
}

/** A section without its heading, as running text. */
function section(heading: string): string {
  const [, below = ''] = page.split(`\n${heading}\n`);
  return (
    below
      .split(/\n#{2,} /, 1)[0]
      ?.replaceAll(/\n> ?/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim() ?? ''
  );
}

function between(text: string, from: string, to: string): string {
  return text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)));
}

test('every reason of health has its section, in the order of the code, which opens with its remedy and the next command', () => {
  const [, said = ''] = page.split('\n## What health says\n');
  const sections = named(/^### (\w+)$/gm, said);
  expect(sections).toEqual(Object.keys(healthReasons));
  for (const [code, { remedy, next }] of Object.entries(healthReasons)) {
    const text = section(`### ${code}`);
    const opening = `${remedy} Next: \`${next}\`.`;
    expect(text, code).toContain(opening);
    // And what to do beyond it.
    expect(text.length, code).toBeGreaterThan(opening.length + 30);
  }
});

test('every kind of fault that the doctor names has its line', async () => {
  const declared = await readFile('src/cli/doctor/finding.ts', 'utf8');
  const kinds = named(/\| '(\w+)'/g, between(declared, 'type FaultKind', 'interface Fault'));
  expect(kinds.length).toBeGreaterThan(8);
  for (const kind of kinds) expect(page).toMatch(new RegExp(`^\\| .*\`${kind}\`.* \\|`, 'm'));
});

test('every alert has its line, and no other', async () => {
  const alerts = await readFile('infra/modules/alerts.bicep', 'utf8');
  const availability = await readFile('infra/modules/availability.bicep', 'utf8');
  const declared = [
    ...named(/^ {4}name: '([\w-]+)'$/gm, alerts.slice(alerts.indexOf('var alerts'))),
    ...named(/name: '\$\{name\}-([\w-]+answering)'/g, availability),
  ];
  const [, below = ''] = page.split('\n## Alerts\n');
  const lines = named(/^\| `([\w-]+)` \|/gm, below.split('\n## ', 1)[0]);
  expect([...lines].sort()).toEqual([...declared].sort());
});

test('every parameter that is to be set is one', async () => {
  const parameters = await readFile('infra/main.bicepparam', 'utf8');
  const declared = named(/readEnvironmentVariable\('(\w+)'/g, parameters);
  const set = named(/azd env set (\w+)/g);
  expect(set.length).toBeGreaterThan(3);
  for (const name of set) expect(declared).toContain(name);
});

test('the cost is worked out from what is measured', async () => {
  const measured = await readFile('docs/performance.md', 'utf8');
  const figure = (label: string) =>
    Number(new RegExp(`^\\| ${label} +\\| +([\\d.]+)`, 'm').exec(measured)?.[1]?.replaceAll(',', ''));
  const requests = figure('requests to tables, each call');
  const megabytes = figure('bytes stored, each call');
  const queueRequests = figure('requests to the queue, the month') / 30_000;
  const calls = 500 * 30;
  const text = section('## What it costs');
  expect(text).toContain(`${requests} requests to tables, ${queueRequests} to the queue and ${megabytes} MB`);
  expect(text).toContain(`× ${requests} = ${(calls * requests).toLocaleString('en-GB')} `);
  expect(text).toContain(`× ${queueRequests} = ${(calls * queueRequests).toLocaleString('en-GB')} `);
  expect(text).toContain(`${megabytes} MB = ${((calls * megabytes) / 1_000).toFixed(2)} GB`);
});

test('the cost of a month is the sum of its lines, on this page and in the README', async () => {
  const lines =
    page
      .split('\n## What it costs\n')[1]
      ?.split('\n## ', 1)[0]
      ?.match(/^\| .* \$[\d.]+ \|$/gm) ?? [];
  const total = lines.reduce((sum, line) => sum + Number(/\$([\d.]+) \|$/.exec(line)?.[1]), 0);
  const stated = `bout $${Math.round(total / 5) * 5} a month`;
  expect(lines.length).toBeGreaterThan(10);
  expect(page).toContain(stated);
  expect(await readFile('README.md', 'utf8')).toContain(stated);
});
