/** `networks import`: takes over a building file. */

import { basename } from 'node:path';
import type { Day } from '../../language/day.ts';
import { importNetworks } from '../../networks/import-networks.ts';
import { type NetworkImport, readImports } from '../../networks/read-imports.ts';
import { counted } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { dayIn, namedDay, TODAY } from '../days.ts';
import { EXIT } from '../exit.ts';
import { jsonLine, jsonOption, remark } from '../list.ts';
import { ABOUT_THE_FILE, checkedFile, fileOperand } from './checked-file.ts';

export const importFile = storeCommand({
  name: 'networks import',
  summary: 'imports a building file, if all of it is right',
  options: {
    from: {
      takes: 'day',
      description: 'the first day (UTC) of the calls that the file is about (default: today)',
      format: namedDay,
    },
    ...jsonOption,
  },
  operands: fileOperand,
  details: `${ABOUT_THE_FILE}

Of several imports the one with the latest start that is not after the day of a call counts; the first one counts for
earlier calls, too. An import with the same start is replaced. Networks are looked up when calls are read, so a file counts
for stored calls at once. If anything in the file is wrong, all of it is said and nothing changes. To take an import back:
./callrecords networks remove DAY`,
  changes: () => true,

  async run(context, { options, operands: [path = ''] }) {
    const { terminal, random, store } = context;
    const start = dayIn(options.from ?? TODAY, context.clock.now());
    const networks = await checkedFile(terminal, options, path);
    if (networks === undefined) {
      terminal.say('Nothing was imported.\n');
      return EXIT.foundWrong;
    }
    const fileName = basename(path);
    const { hasReplaced } = await terminal.during(async (show) => {
      show(`${counted(networks.count, 'network')} are being written`);
      return await importNetworks(store, random, { ...networks, start, fileName });
    });
    if (options.json) {
      const imported = { From: start, Networks: networks.count, FileName: fileName, Replaced: hasReplaced };
      await terminal.print(jsonLine(imported));
    }
    const imports = await readImports(store);
    await remark(terminal, options, whatCountsNow(start, networks.count, { hasReplaced, imports }));
    return EXIT.done;
  },
});

function whatCountsNow(
  start: Day,
  count: number,
  { hasReplaced, imports }: { readonly hasReplaced: boolean; readonly imports: ReadonlyArray<NetworkImport> },
): string {
  const next = imports.find((imported) => imported.start > start);
  const isFirst = imports.every((imported) => imported.start >= start);
  const until = next === undefined ? ' on' : ` until ${next.start}, when the next one begins`;
  const lines = [
    `${counted(count, 'network')} imported. The file counts for calls from ${start}${until}${isFirst ? ', and for all earlier ones' : ''}.`,
    ...(hasReplaced ? ['It replaces the former import with the same start.'] : []),
    'What was imported: ./callrecords networks list. Subnets without a row: ./callrecords networks missing',
  ];
  return lines.map((line) => `${line}\n`).join('');
}
