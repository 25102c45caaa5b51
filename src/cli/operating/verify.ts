/** `verify`: finds stored calls with missing rows, and restores the rows. */

import { type DamagedCall, type Restoration, verifyCalls } from '../../calls/verify-calls.ts';
import type { CallId } from '../../language/identifiers.ts';
import { periodText } from '../../language/period.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';

import { createDoor } from '../../withheld/door.ts';

import { counted } from '../../wording/values.ts';

import { storeCommand } from '../command.ts';
import { asDay, callDayOptions, periodIn } from '../days.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { keptDays } from './kept-days.ts';

export const verify = storeCommand({
  name: 'verify',
  summary: 'finds stored calls with missing rows, and restores the rows',
  options: {
    ...callDayOptions,
    ...listOptions,
  },
  exclusive: [listForms],
  details: `For each call that started on these days, the counts of its row in CallRecords are compared with the rows
of the other tables, its document is read to its end, and the rows by which it is found are looked up. What differs is made
again from the document. Where that is damaged, the call is fetched from Graph again, which keeps a record for
${RECORD_KEPT_DAYS} days. All heads are read once, 1,000 a request. The pipeline may run meanwhile. Exit code 1 when
something was wrong.`,
  changes: () => true,

  async run(context, { options }) {
    const { terminal, clock, random, store } = context;
    const period = periodIn('UTC', clock.now(), options, options);
    const door = createDoor(store);
    const asked = { from: asDay(period.from), to: asDay(period.to) };
    const days = await keptDays({ store, terminal, door }, asked);
    const rebuilding = { store, random, door };
    let looked = 0;
    const done: Record<Restoration, number> = { rebuilt: 0, replayed: 0, lost: 0, failed: 0 };
    const examples: Array<CallId> = [];
    async function* damaged(): AsyncGenerator<ReadonlyArray<DamagedCall>> {
      const advanced = (calls: number) => {
        looked = calls;
      };
      for await (const calls of verifyCalls(rebuilding, { ...days, advanced })) {
        for (const call of calls) done[call.done] += 1;
        examples.push(...calls.slice(0, MOST_EXAMPLES - examples.length).map(({ callId }) => callId));
        yield calls;
      }
    }
    const wrong = await printList(
      terminal,
      options,
      LIST,
      damaged(),
      () => `${counted(looked, 'call')} looked at`,
    );
    const toSee = examples.map((callId) => `  ./callrecords call ${callId}\n`).join('');
    await remark(
      terminal,
      options,
      `${verdict(wrong, done, looked)} (${periodText(days)}, UTC)\n${wrong === 0 ? '' : `To see ${wrong === 1 ? 'it' : 'some of them'}:\n${toSee}`}`,
    );
    return wrong === 0 ? EXIT.done : EXIT.foundWrong;
  },
});

const MOST_EXAMPLES = 3;

const DONE: Readonly<Record<Restoration, string>> = {
  rebuilt: 'made again from its document',
  replayed: 'fetched from Graph again',
  lost: `nothing: its document is damaged, and Graph keeps ${RECORD_KEPT_DAYS} days`,
  failed: 'nothing: correct the row, or delete it, and verify again',
};

const LIST: List<DamagedCall> = {
  columns: [
    { title: 'call', text: ({ callId }) => callId },
    { title: 'what was done', text: ({ done }) => DONE[done] },
    { title: 'what was wrong', text: ({ damage }) => damage.join('; ') },
  ],
  properties: ['CallId', 'Damage', 'Done'],
  object: ({ callId, damage, done }) => ({ CallId: callId, Damage: damage.join('; '), Done: done }),
};

function verdict(
  wrong: number,
  { rebuilt, replayed, lost, failed }: Record<Restoration, number>,
  looked: number,
): string {
  if (wrong === 0) return `${counted(looked, 'call')}: all whole`;
  const parts = [
    [rebuilt, 'made again'],
    [replayed, 'fetched again (./callrecords pending)'],
    [lost + failed, 'not restored'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${wrong} of ${counted(looked, 'call')} wrong: ${words.join(', ')}`;
}
