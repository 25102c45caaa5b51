/** The verdict as it is printed. */

import { childTableNames } from '../../src/tables/declarations/index.ts';
import { counted } from '../../src/wording/values.ts';
import type { AskedFor } from '../judge/asked-for.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Paint, Style } from './paint.ts';

/** More faults of the same kind tell nothing new. */
const MOST_FAULTS = 20;

const NAME_COLUMNS = 20;
const NUMBER_COLUMNS = 11;

/** What was asked for by hand. */
const DONE: Readonly<Record<AskedFor['what'], (who: string) => string>> = {
  erased: (who) => `of ${who}, without the name`,
  excluded: (who) => `of ${who}: a head alone`,
};
const LIFTED = 'lifted: ./callrecords replay --withheld';

export function verdictLines(verdict: Verdict, paint: Paint): ReadonlyArray<string> {
  const { calls, tables, documents, forged, notKept, askedFor, faults } = verdict;
  const name = (text: string) => `  ${text.padEnd(NAME_COLUMNS)}`;
  const columns = (values: ReadonlyArray<string | number>) =>
    values.map((value) => `${value}`.padStart(NUMBER_COLUMNS)).join('');
  const count = (what: string, number: number, meaning: string, style?: Style) => {
    const text = columns([number]);
    const painted = style === undefined || number === 0 ? text : paint(style, text);
    return name(what) + painted + paint('quiet', `  ${meaning}`);
  };
  return [
    paint('title', 'Verdict') + paint('quiet', '  the simulated tenant compared with the tables'),
    '',
    count('calls', calls.happened, 'happened'),
    count('stored', calls.stored, 'at the newest version', 'good'),
    count('pending', calls.pending, 'wait in PendingCallRecords', 'busy'),
    count('dead', calls.dead, 'are in DeadLetters', 'bad'),
    ...(calls.outdated > 0
      ? [count('outdated', calls.outdated, 'are stored at an older version only', 'bad')]
      : []),
    ...(calls.untold > 0
      ? [count('untold', calls.untold, 'never notified, and nothing is stored', 'bad')]
      : []),
    count('lost', calls.lost, 'notified, but nothing is stored', 'bad'),
    '',
    count('forged', forged.sent, 'notifications that Graph did not send'),
    count('kept', forged.kept, 'of them left a trace', 'bad'),
    '',
    ...(Object.values(notKept).some((number) => number > 0)
      ? [
          count('deleted', notKept.deleted, 'as old as KEEP_DAYS allows: no row is left', 'good'),
          count('forgotten', notKept.forgotten, 'stored again: no row says who is erased', 'good'),
          count('withheld', notKept.withheld, 'of an excluded meeting: a head alone', 'good'),
          paint('quiet', '  Not counted below; commands list what is forgotten or withheld as well.'),
          '',
        ]
      : []),
    ...askedFor.flatMap(({ what, who, done, waiting }) => [
      ...(done > 0 ? [count(what, done, who === undefined ? LIFTED : DONE[what](who), 'good')] : []),
      ...(waiting > 0 ? [count(`to be ${what}`, waiting, `of ${who}: the timer waits an hour`, 'busy')] : []),
    ]),
    ...(askedFor.length > 0 ? [''] : []),
    paint('quiet', name('rows') + columns(['expected', 'stored', 'leftover'])),
    ...childTableNames.map((table) => {
      const { expected, stored, leftovers } = tables[table];
      const text = name(table) + columns([expected, stored, leftovers]);
      return stored === expected ? text : paint('bad', text);
    }),
    '',
    count(
      'documents',
      documents.equal,
      `of ${documents.stored} are what Graph holds`,
      documents.equal === documents.stored ? 'good' : 'bad',
    ),
    '',
    ...faults.slice(0, MOST_FAULTS).map((fault) => paint('bad', `  ${fault}`)),
    ...(faults.length > MOST_FAULTS ? [`  and ${faults.length - MOST_FAULTS} more`] : []),
    conclusion(verdict, paint),
  ];
}

function conclusion({ calls, tables, askedFor, faults }: Verdict, paint: Paint): string {
  if (faults.length > 0) return paint('bad', `  ✘ ${counted(faults.length, 'fault')}.`);
  const rows = childTableNames.reduce((sum, name) => sum + tables[name].stored, 0);
  const what = `${counted(calls.happened, 'call')} with ${counted(rows, 'row')}`;
  const all = askedFor.length === 0 ? 'all that Graph has' : 'all that may be kept';
  return paint('good', `  ✔ ${calls.lost} lost: the tables hold ${what}, ${all}.`);
}
