/** The tables of safeguards in docs/guarantees.md, one for each guarantee; the rest of the page is written by hand. */

import { EXPLORED_IN, explored } from '../../lab/safeguards/list/explored.ts';
import { safeguards } from '../../lab/safeguards/list/index.ts';
import type { Guarantee } from '../../lab/safeguards/safeguard.ts';
import { RULES } from '../../lab/worlds/checker/violation.ts';

/** Where a table stands in the page. */
const PLACE = /<!-- safeguards of (\w+) -->[\s\S]*?<!-- end -->/g;

/** The page with its tables as the lists have them. Throws when a guarantee has no place in it. */
export function withSafeguards(page: string): string {
  const placed = new Set<string>();
  const text = page.replace(PLACE, (_, name: string) => {
    placed.add(name);
    return `<!-- safeguards of ${name} -->\n\n${tableOf(name)}\n\n<!-- end -->`;
  });
  const missing = safeguards.find(({ guarantee }) => !placed.has(String(guarantee)));
  if (missing !== undefined) {
    throw new Error(`docs/guarantees.md has no place for the safeguards of ${missing.guarantee}`);
  }
  return text;
}

function tableOf(name: string): string {
  const isOf = ({ guarantee }: { readonly guarantee: Guarantee }) => String(guarantee) === name;
  const rows = [
    ...safeguards
      .filter(isOf)
      .map(({ name, mechanism, change, provenBy, proof, breaks }) => [
        `**${name}.** ${mechanism}`,
        source(change.file),
        provenBy === undefined ? 'the proof beside it' : `${source(provenBy.file)}: ${provenBy.test}`,
        `${proof}: _${RULES[breaks]}_ is broken`,
      ]),
    ...explored
      .filter(isOf)
      .map(({ name, mechanism, file }) => [
        `**${name}.** ${mechanism}`,
        source(file),
        '[lab/exploration](../lab/exploration)',
        `${source(EXPLORED_IN)}: ${name}`,
      ]),
  ];
  if (rows.length === 0) throw new Error(`there are no safeguards of ${name}`);
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return [
    '| safeguard | where | the test that shows it | without it |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function source(path: string): string {
  return `[${path.split('/').slice(-1)[0]}](../${path})`;
}
