/** The tables of safeguards in docs/guarantees.md, one for each guarantee; the rest of the page is written by hand. */

import { globSync, readFileSync } from 'node:fs';
import { safeguards } from '../../lab/safeguards/list/index.ts';
import { fileOf, type Safeguard } from '../../lab/safeguards/safeguard.ts';
import { RULES } from '../../lab/worlds/checker/violation.ts';

/** Where a table stands in the page. */
const PLACE = /<!-- safeguards of (\w+) -->[\s\S]*?<!-- end -->/g;

const TESTS = globSync(['test/**/*.test.ts', 'lab/**/*.test.ts']).map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}));

/** The page with its tables as the lists have them. Throws when a guarantee has no place in it, or no test has a title. */
export function withSafeguards(page: string): string {
  const placed = new Set<string>();
  const text = page.replace(PLACE, (_, name: string) => {
    placed.add(name);
    return `<!-- safeguards of ${name} -->\n\n${tableOf(name)}\n\n<!-- end -->`;
  });
  const missing = safeguards.find(({ guarantee }) => !placed.has(guarantee))?.guarantee;
  if (missing !== undefined)
    throw new Error(`docs/guarantees.md has no place for the safeguards of ${missing}`);
  return text;
}

function tableOf(name: string): string {
  const ofGuarantee = safeguards.filter(({ guarantee }) => guarantee === name);
  if (ofGuarantee.length === 0) throw new Error(`there are no safeguards of ${name}`);
  const rows = ofGuarantee.map(({ name, safeguard, losses }) => [
    `**${name}.** ${safeguard.mechanism}`,
    source(fileOf(safeguard)),
    shownBy(safeguard),
    losses.map(({ proof, rule }) => `${proof}: _${RULES[rule]}_ is broken`).join('; '),
  ]);
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return [
    '| safeguard | where | the test that shows it | without it |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function shownBy({ test }: Safeguard): string {
  if (test === undefined) return 'the proof beside it';
  const shown = TESTS.find(({ text }) =>
    ["'", '"', '`'].some((quote) => text.includes(quote + test + quote)),
  );
  if (shown === undefined) throw new Error(`no test has the title: ${test}`);
  return `${source(shown.path)}: ${test}`;
}

function source(path: string): string {
  return `[${path.split('/').slice(-1)[0]}](../${path})`;
}
