/** `status`: how the pipeline stands. */

import { queueNotRead } from '../../failures/explain-stored-failure.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { jsonOption } from '../list.ts';
import { readStatus } from './read-status.ts';
import { statusLines } from './status-lines.ts';

export const status = storeCommand({
  name: 'status',
  summary: 'how the pipeline stands: whether it is healthy, why not, and what to do',
  options: jsonOption,
  details: `The app itself is asked where npm start runs on this machine; otherwise its tables and its queue say the same.

Exit code: 0 when it is healthy, 1 when it is not.`,

  async run(context, { options: { json } }) {
    const { terminal } = context;
    const { report, json: reported, said, isQueueHidden } = await terminal.during(() => readStatus(context));
    terminal.say(`As ${said}.\n`);
    if (isQueueHidden) {
      const { text, command } = queueNotRead(context.account);
      terminal.say(`${text}\n  ${command}\n`);
    }
    if (json) await terminal.print(`${reported}\n`);
    else {
      for (const { text: line, style } of statusLines(report, terminal.columns)) {
        await terminal.print(`${line}\n`, style);
      }
    }
    return report.reasons.length === 0 ? EXIT.done : EXIT.foundWrong;
  },
});
