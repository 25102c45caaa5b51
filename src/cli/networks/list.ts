/** `networks list`: which building files were imported. */

import { type NetworkImport, readImports } from '../../networks/read-imports.ts';
import { moment } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList } from '../list.ts';

export const list = storeCommand({
  name: 'networks list',
  summary: 'which building files were imported, and from which day each counts',
  options: listOptions,
  exclusive: [listForms],
  details: `An import counts until the next one begins; the first one counts for earlier calls, too. Times are UTC.`,

  async run({ terminal, store }, { options }) {
    const count = await printList(terminal, options, importList, [await readImports(store)]);
    if (count === 0) {
      terminal.say('No building file is imported. To import one: ./callrecords networks import FILE\n');
    }
    return EXIT.done;
  },
});

const importList: List<NetworkImport> = {
  columns: [
    { title: 'counts from', text: ({ start }) => start },
    { title: 'networks', align: 'right', text: ({ networkCount }) => networkCount.toLocaleString('en-GB') },
    { title: 'imported (UTC)', text: ({ importedAt }) => moment(importedAt) },
    { title: 'file', text: ({ fileName }) => fileName },
  ],
  properties: ['From', 'Networks', 'ImportedAt', 'FileName'],
  object: ({ start, networkCount, importedAt, fileName }) => ({
    From: start,
    Networks: networkCount,
    ImportedAt: importedAt,
    FileName: fileName,
  }),
};
