/** From a command line to an exit code. */

import { systemClock, systemRandom } from '../adapters/system.ts';
import { hearTime } from '../status/service-clock.ts';
import type { Command, Context, DeployedCommand } from './command.ts';
import { readCommand } from './command-line.ts';
import { program } from './commands.ts';
import {
  type AppReading,
  appOptions,
  type Environment,
  type FoundSettings,
  findSettings,
  type NamedPlace,
  tablesOptions,
} from './deployment/find-settings.ts';
import { isAboutTables, isOfTheApp, openStoreOf } from './deployment/open-store.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { explainFailure } from './explain-failure.ts';
import type { Given, Options } from './syntax.ts';
import type { Terminal } from './terminal.ts';

/** What users type, as their shell takes it. */
const NAME = process.platform === 'win32' ? '.\\callrecords' : './callrecords';

/** Where a command is typed. */
export interface Shell {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly directory: string;
}

/** Resolves with the exit code. */
export async function runCommandLine(args: ReadonlyArray<string>, shell: Shell): Promise<ExitCode> {
  const { terminal } = shell;
  const reading = readCommand({ name: NAME, ...program }, args);
  switch (reading.kind) {
    case 'help':
      await terminal.print(reading.text);
      return EXIT.done;
    case 'mistake':
      terminal.say(reading.text);
      return EXIT.askedWrongly;
    case 'read':
      return await perform(reading.command, reading.given, shell);
  }
}

async function perform(command: Command, given: Given, shell: Shell): Promise<ExitCode> {
  const terminal = typedAgain(shell.terminal, given);
  let hasPrinted = false;
  const printing = noting(terminal, () => {
    hasPrinted = true;
  });
  try {
    const local = { terminal: printing, clock: systemClock, random: systemRandom };
    if (command.needs === 'nothing') {
      return await command.run(local, given);
    }
    const settings = await settingsFor(command, given, shell);
    const context: Context = { ...local, settings, environment: shell.environment };
    if (command.needs === 'settings') return await command.run(context, given);
    const open = openStoreOf(settings);
    terminal.say(`Account ${open.account}, tenant ${open.store.tenantId}, from ${settings.from}.\n`);
    const { clock, status } = open.store;
    const heard = hearTime(clock, () => status.get('maintain'));
    await (command.bearsSilence ? heard.catch(() => undefined) : heard);
    return await command.run({ ...context, ...open, clock }, given);
  } catch (error) {
    const failure = explainFailure(error);
    if (failure === undefined) throw error;
    const help = failure.code === EXIT.askedWrongly ? `. Help: ${NAME} ${command.name} --help` : '';
    // The help is the same for every deployment.
    shell.terminal.say(`${terminal.typed(failure.text)}${help}\n`);
    if (hasPrinted && failure.code === EXIT.unreachable) {
      terminal.say('What was shown is true but not all. Type the same command again.\n');
    }
    return failure.code;
  }
}

/** The options of this command line that say which deployment is meant, to be typed once more. */
function placeOptions(given: Given, known: Options): string {
  const place = given.options as unknown as NamedPlace;
  const names = Object.keys(known) as ReadonlyArray<keyof NamedPlace>;
  return names
    .filter((name) => place[name] !== undefined)
    .map((name) => ` --${name} ${quoted(place[name] ?? '')}`)
    .join('');
}

/** As bash and PowerShell take it; names in Azure have neither quotes nor backslashes. */
function quoted(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `'${value}'`;
}

/** The terminal, with commands that it tells users to type as their shell takes them, and for the same deployment. */
function typedAgain(terminal: Terminal, given: Given): Terminal {
  const typed = (text: string) =>
    text.replaceAll(/\.\/callrecords ([a-z-]+)(?: ([a-z-]+))?/g, (mention, first, second) => {
      const named = (name: string) => program.commands.find((one) => one.name === name);
      const command = named(`${first} ${second}`) ?? named(first);
      if (command === undefined) return mention;
      const behind = mention.slice(`./callrecords ${command.name}`.length);
      return `${NAME} ${command.name}${placeOptions(given, placeOptionsOf(command))}${behind}`;
    });
  return {
    ...terminal,
    typed,
    print: (text, style) => terminal.print(typed(text), style),
    say: (text) => terminal.say(typed(text)),
  };
}

/** The terminal, and a word whenever the answer grows. */
function noting(terminal: Terminal, printed: () => void): Terminal {
  return {
    ...terminal,
    async print(text, style) {
      printed();
      await terminal.print(text, style);
    },
  };
}

function placeOptionsOf({ needs }: Command): Options {
  switch (needs) {
    case 'nothing':
      return {};
    case 'store':
      return tablesOptions;
    case 'settings':
      return appOptions;
  }
}

async function settingsFor(command: DeployedCommand, given: Given, shell: Shell): Promise<FoundSettings> {
  const { environment, directory, terminal } = shell;
  const place = given.options as unknown as NamedPlace;
  return await findSettings(place, readingOf(command, given), { environment, directory, say: terminal.say });
}

function readingOf(command: DeployedCommand, given: Given): AppReading {
  if (command.needs === 'settings') return { settings: isOfTheApp };
  return command.changes?.(given) ? { settings: isAboutTables } : 'tags';
}
