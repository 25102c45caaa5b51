/** `networks remove`: takes an import back. */

import { readImports } from '../../networks/read-imports.ts';
import { removeImport } from '../../networks/remove-import.ts';
import { storeCommand } from '../command.ts';
import { dayIn, namedDay, TODAY } from '../days.ts';
import { EXIT, NotFound } from '../exit.ts';
import { jsonLine, jsonOption, remark } from '../list.ts';

export const remove = storeCommand({
  name: 'networks remove',
  summary: 'takes an import back, by the day from which it counts',
  options: jsonOption,
  operands: {
    name: 'day',
    description: 'the day from which the import counts, as networks list shows it',
    format: namedDay,
    count: 'one',
  },
  details: `The import counts no longer, from one moment to the next; the one before it, if there is one, counts for its
days. No stored call changes: networks are looked up when calls are read. Nothing is asked, since the file can be imported
again.`,
  changes: () => true,

  async run(context, { options, operands: [day = TODAY] }) {
    const { terminal, store } = context;
    const start = dayIn(day, context.clock.now());
    if (!(await terminal.during(() => removeImport(store, start)))) {
      throw new NotFound(`No import counts from ${start}. Those that there are: ./callrecords networks list`);
    }
    if (options.json) await terminal.print(jsonLine({ Removed: start }));
    const left = await readImports(store);
    const before = left.findLast((imported) => imported.start < start) ?? left[0];
    const instead =
      before === undefined
        ? 'No building file is imported any more.'
        : `The import from ${before.start} (${before.fileName}) counts instead.`;
    await remark(terminal, options, `The import from ${start} is removed. ${instead}\n`);
    return EXIT.done;
  },
});
