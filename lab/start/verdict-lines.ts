/** The verdict as it is printed. */

import type { Line, Style } from '../../src/cli/text-line.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import type { Verdict } from '../judge/verdict.ts';
import { counted } from './call-words.ts';

/** More faults of the same kind tell nothing new. */
const MOST_FAULTS = 20;

const NAME_COLUMNS = 20;
const NUMBER_COLUMNS = 11;

export function verdictLines(verdict: Verdict): ReadonlyArray<Line> {
  const { faults } = verdict;
  return [
    [
      { text: 'Verdict', style: 'title' },
      { text: '  the simulated tenant against the tables', style: 'quiet' },
    ],
    [],
    ...callLines(verdict),
    [],
    ...tableLines(verdict),
    [],
    documentLine(verdict),
    [],
    ...faults.slice(0, MOST_FAULTS).map((fault): Line => [{ text: `  ${fault}`, style: 'bad' }]),
    ...(faults.length > MOST_FAULTS ? [[`  and ${faults.length - MOST_FAULTS} more`]] : []),
    conclusion(verdict),
  ];
}

function callLines({ calls, forged }: Verdict): ReadonlyArray<Line> {
  const line = (name: string, count: number, meaning: string, style?: Style): Line => {
    const number = `${count}`.padStart(NUMBER_COLUMNS);
    return [
      `  ${name.padEnd(NAME_COLUMNS)}`,
      style === undefined || count === 0 ? number : { text: number, style },
      { text: `  ${meaning}`, style: 'quiet' },
    ];
  };
  return [
    line('calls', calls.happened, 'happened'),
    line('stored', calls.stored, 'at the newest version', 'good'),
    line('pending', calls.pending, 'wait in PendingCallRecords', 'busy'),
    line('dead', calls.dead, 'were given up on, in DeadLetters', 'bad'),
    ...(calls.outdated > 0
      ? [line('outdated', calls.outdated, 'are stored at an older version only', 'bad')]
      : []),
    ...(calls.untold > 0 ? [line('untold', calls.untold, 'of which Graph could tell nobody', 'bad')] : []),
    line('lost', calls.lost, 'notified, accepted, and nowhere to be found', 'bad'),
    [],
    line('forged', forged.sent, 'notifications that Graph never sent'),
    line('kept', forged.kept, 'of them left a trace', 'bad'),
  ];
}

function tableLines({ tables }: Verdict): ReadonlyArray<Line> {
  const columns = (name: string, ...values: ReadonlyArray<string | number>) =>
    `  ${name.padEnd(NAME_COLUMNS)}${values.map((value) => `${value}`.padStart(NUMBER_COLUMNS)).join('')}`;
  return [
    [{ text: columns('rows', 'expected', 'stored', 'leftover'), style: 'quiet' }],
    ...childTableNames.map((name): Line => {
      const { expected, stored, leftovers } = tables[name];
      const text = columns(name, expected, stored, leftovers);
      return [stored === expected ? text : { text, style: 'bad' }];
    }),
  ];
}

function documentLine({ documents: { stored, equal } }: Verdict): Line {
  const number = `${equal}`.padStart(NUMBER_COLUMNS);
  return [
    `  ${'documents'.padEnd(NAME_COLUMNS)}`,
    { text: number, style: equal === stored ? 'good' : 'bad' },
    { text: `  of ${stored} are what Graph holds`, style: 'quiet' },
  ];
}

function conclusion({ calls, tables, faults }: Verdict): Line {
  if (faults.length > 0) return [{ text: `  ✘ ${counted(faults.length, 'fault')}.`, style: 'bad' }];
  const rows = childTableNames.reduce((sum, name) => sum + tables[name].stored, 0);
  const what = `${counted(calls.happened, 'call')} with ${counted(rows, 'row')}`;
  return [{ text: `  ✔ ${calls.lost} lost: the tables hold all of it, ${what}.`, style: 'good' }];
}
