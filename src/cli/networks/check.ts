/** `networks check`: says what is wrong with a building file. */

import { counted } from '../../wording/values.ts';
import { localCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listForms, listOptions, remark } from '../list.ts';
import { ABOUT_THE_FILE, checkedFile, fileOperand } from './checked-file.ts';

export const check = localCommand({
  name: 'networks check',
  summary: 'says everything that is wrong with a building file, and imports nothing',
  options: listOptions,
  operands: fileOperand,
  exclusive: [listForms],
  details: `${ABOUT_THE_FILE}

The command needs no deployment. Exit code 1 if something is wrong.`,

  async run({ terminal }, { options, operands: [path = ''] }) {
    const networks = await checkedFile(terminal, options, path);
    if (networks === undefined) return EXIT.foundWrong;
    await remark(
      terminal,
      options,
      `${counted(networks.count, 'network')} in ${path}, nothing wrong. To import them: ./callrecords networks import ${path}\n`,
    );
    return EXIT.done;
  },
});
