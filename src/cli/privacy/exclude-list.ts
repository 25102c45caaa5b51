/** `exclude list`: which calls are excluded, and how far the stored ones are. */

import { waitsForText } from '../../forget/waits-for.ts';
import type { WithheldValues } from '../../tables/declarations/withheld.ts';
import { idsIn, readWithheld, type WithheldRow } from '../../withheld/withheld.ts';
import { counted, moment } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { rowObject } from '../operating/rows.ts';

export const excludeList = storeCommand({
  name: 'exclude list',
  summary: 'which calls are excluded, and how far the stored ones are',
  options: listOptions,
  exclusive: [listForms],
  details: 'Times are UTC. Of an exclusion that was lifted the row stays, without the ids.',

  async run({ terminal, store }, { options }) {
    const { exclusions } = await readWithheld(store);
    const count = await printList(terminal, options, listAt(store.clock.now()), [exclusions]);
    if (count === 0) await remark(terminal, options, 'Nothing is excluded.\n');
    return EXIT.done;
  },
});

const listAt = (now: Date): List<WithheldRow> => ({
  columns: [
    { title: 'row', text: ({ row }) => row.rowKey },
    { title: 'asked', text: ({ values }) => moment(values.RequestedAt) },
    {
      title: 'calls of',
      text: ({ values }) => `${values.Excludes ?? ''} ${(idsIn(values) ?? []).join(', ')}`.trim(),
    },
    { title: 'state', text: ({ values }) => stateOf(values, now) },
  ],
  properties: ['RowKey', 'RequestedAt', 'Excludes', 'Ids', 'Calls', 'FinishedAt', 'LiftedAt'],
  object: ({ row }) => rowObject('Withheld', row),
});

function stateOf(values: WithheldValues, now: Date): string {
  const { Calls = 0, FinishedAt, LiftedAt } = values;
  const calls = `${counted(Calls, 'stored call')} withheld`;
  if (LiftedAt !== undefined) return `lifted ${moment(LiftedAt)}, ${calls} until then`;
  return FinishedAt === undefined
    ? `${calls} so far, ${waitsForText(values, now)}`
    : `${calls} by ${moment(FinishedAt)}`;
}
