/** docs/callrecords.svg: what commands print of the example week. */

import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import type { StoreContext } from '../../src/cli/command.ts';
import { readCommand } from '../../src/cli/command-line.ts';
import { program } from '../../src/cli/commands.ts';
import { createStore } from '../../src/rows/store.ts';
import { createVirtualClock } from './example/virtual-clock.ts';
import { weekInMemory } from './example/week.ts';
import { terminalPicture } from './terminal-picture.ts';

const TITLE =
  'The calls of an hour, one of them told: who was there, what was poor and why; and how much of a day is stored';

/** As wide as the picture is readable in the README. */
const COLUMNS = 100;

export async function commandsPicture(): Promise<string> {
  const { tables, tenantId, yesterday } = await weekInMemory();
  const clock = createVirtualClock(new Date(`${yesterday}T23:45:00Z`));
  const where = {
    store: createStore({ tables, tenantId, clock }),
    queue: createMemoryQueue(clock),
    account: 'contosocalls',
    settings: { environment: {}, from: 'the example' },
    environment: {},
    clock,
    random: systemRandom,
  };
  const calls = await typed(`calls --day ${yesterday}T15 --zone UTC`, where);
  const meeting = calls.find((line) => line.includes('group call'))?.slice(0, 8);
  return terminalPicture(TITLE, [
    ...calls,
    '',
    ...(await typed(`call ${meeting} --zone UTC`, where)),
    '',
    ...(await typed(`coverage --day ${yesterday}`, where)),
  ]);
}

/** What stands in the terminal once a command has ended. */
async function typed(line: string, where: Omit<StoreContext, 'terminal'>): Promise<ReadonlyArray<string>> {
  const reading = readCommand({ name: './callrecords', ...program }, line.split(' '));
  if (reading.kind !== 'read' || reading.command.needs !== 'store') throw new Error(`not a command: ${line}`);
  let text = `$ ./callrecords ${line}\n`;
  const write = (more: string) => {
    text += more;
  };
  await reading.command.run(
    {
      ...where,
      terminal: {
        columns: COLUMNS,
        print: async (more) => write(more),
        say: write,
        typed: (text) => text,
        ask: async () => undefined,
        during: (work) => work(() => undefined),
      },
    },
    reading.given,
  );
  return text.trimEnd().split('\n');
}
