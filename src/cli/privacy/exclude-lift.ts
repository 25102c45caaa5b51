/** `exclude lift`: takes an exclusion back. */

import { liftExclusion } from '../../forget/request.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { readWithheld } from '../../withheld/withheld.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { storeCommand } from '../command.ts';
import { EXIT, NotFound } from '../exit.ts';
import { anyText } from '../formats.ts';

export const excludeLift = storeCommand({
  name: 'exclude lift',
  summary: 'takes an exclusion back: such calls are stored again from a minute from now on',
  options: { yes: yesOption },
  operands: { name: 'row', description: 'the row, as exclude list shows it', format: anyText, count: 'one' },
  details: `The ids go from the row at once; the row stays. Calls that were withheld stay withheld: what Graph still has of them,
for ${RECORD_KEPT_DAYS} days, comes back with ./callrecords replay --withheld, and what is older does not. A call that another
exclusion concerns too stays withheld. The command asks for the name of the account.`,
  changes: () => true,

  async run(context, { options, operands: [rowKey = ''] }) {
    const { terminal, store } = context;
    const { exclusions } = await readWithheld(store);
    const known = exclusions.find(({ row }) => row.rowKey === rowKey);
    if (known === undefined) throw noSuchRow(rowKey);
    if (known.values.LiftedAt !== undefined) throw liftedBefore(rowKey);
    const question = `${rowKey} will be lifted, and calls that come are stored again.`;
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch: true }))) return EXIT.foundWrong;
    const result = await liftExclusion(store, rowKey);
    if (result === 'unknown') throw noSuchRow(rowKey);
    if (result === 'lifted') throw liftedBefore(rowKey);
    await terminal.print(`${rowKey} is lifted, which every instance knows a minute from now. To fetch again what Graph still has of the calls
that were withheld, type then: ./callrecords replay --withheld
`);
    return EXIT.done;
  },
});

function noSuchRow(rowKey: string): NotFound {
  return new NotFound(`There is no exclusion ${rowKey}. Those that there are: ./callrecords exclude list`);
}

function liftedBefore(rowKey: string): NotFound {
  return new NotFound(`${rowKey} was lifted before. Those that apply: ./callrecords exclude list`);
}
