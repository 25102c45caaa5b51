/** `page`: serves the explorer on this machine. */

import { once } from 'node:events';
import { machineZone } from '../../language/period.ts';
import { storeCommand } from '../command.ts';
import { EXIT, Unreachable } from '../exit.ts';
import { port, zoneOption } from '../formats.ts';
import { reportOfTables } from '../status/read-status.ts';
import { isWithoutPersons } from './without-persons.ts';

export const page = storeCommand({
  name: 'page',
  summary: 'serves the explorer, a page in your browser, on this machine',
  options: {
    port: { takes: 'port', description: 'a port of this machine (default: any free one)', format: port },
    zone: zoneOption,
  },
  details: `The address that is printed opens the page once. Ctrl-C ends it. It answers this machine alone, reads the
tables with your own rights, and changes nothing. It is a page for administrators: its users can read every table.
PAGE_WITHOUT_PERSONS=true leaves out the screen Person and filters by person. It counts in the environment of this command,
and where the deployment is taken from, which with --app is the tag of the app. That is a convenience and not a protection.`,

  bearsSilence: true,

  async run(context, { options }) {
    const { terminal, random, store, account, settings, environment } = context;
    // Loaded for this command alone: from a clone it is compiled first.
    const { servePage } = await import('../../page/serve.ts');
    const served = await servePage({
      store,
      account,
      port: options.port ?? 0,
      zone: options.zone ?? machineZone(),
      withoutPersons: isWithoutPersons(settings.environment, environment),
      random,
      command: terminal.typed,
      readStatus: () => reportOfTables(context),
      report: (error) => terminal.say(`${error instanceof Error ? error.stack : error}\n`),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen') throw error;
      throw new Unreachable(
        `Port ${options.port} cannot be listened on (${error.code}). Choose another --port, or leave it out`,
      );
    });
    await terminal.print(`${served.address}\n`);
    terminal.say('It opens the page once, in your browser. Ctrl-C ends it.\n');
    await once(process, 'SIGINT');
    await served.close();
    return EXIT.done;
  },
});
