/** What a command is: its syntax, what it needs to know of the deployment, and what it does. */

import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import {
  appOptions,
  type Environment,
  type FoundSettings,
  type NamedPlace,
  placeMistakes,
  tablesOptions,
} from './deployment/find-settings.ts';
import type { OpenStore } from './deployment/open-store.ts';
import type { ExitCode } from './exit.ts';
import type { Given, Options, Syntax } from './syntax.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface LocalContext {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a command works with that is about a deployment. */
export interface Context extends LocalContext {
  /** The app's settings as far as they are known, right or wrong. */
  readonly settings: FoundSettings;
  /** The one that the command was typed in, wherever the settings are from. */
  readonly environment: Environment;
}

/** What a command works with that needs the tenant's tables alone. */
export interface StoreContext extends Context, OpenStore {}

interface StoreCommand<Declared extends Options = Options, Operand = unknown>
  extends Syntax<Declared, Operand> {
  /** Whether it changes what is stored: then it asks the app itself where that is, and not its tags. */
  changes?(given: Given<Declared, Operand>): boolean;
  /** It runs although storage does not answer, and says so itself, whenever it asks. */
  readonly bearsSilence?: true;
  run(context: StoreContext, given: Given<Declared, Operand>): Promise<ExitCode>;
}

interface SettingsCommand<Declared extends Options = Options, Operand = unknown>
  extends Syntax<Declared, Operand> {
  run(context: Context, given: Given<Declared, Operand>): Promise<ExitCode>;
}

interface LocalCommand<Declared extends Options = Options, Operand = unknown>
  extends Syntax<Declared, Operand> {
  run(context: LocalContext, given: Given<Declared, Operand>): Promise<ExitCode>;
}

export type Command = ({ readonly needs: 'nothing' } & LocalCommand) | DeployedCommand;

/** A command that is about a deployment. */
export type DeployedCommand =
  | ({ readonly needs: 'store' } & StoreCommand)
  | ({ readonly needs: 'settings' } & SettingsCommand);

/** Declares a command that needs no deployment. */
export function localCommand<const Declared extends Options, Operand>(
  command: LocalCommand<Declared, Operand>,
): Command {
  return { ...(command as unknown as LocalCommand), needs: 'nothing' };
}

/** Declares a command that needs the tenant's tables alone; the options that say where they are come by themselves. */
export function storeCommand<const Declared extends Options, Operand>(
  command: StoreCommand<Declared, Operand>,
): Command {
  return { ...withPlace(command, tablesOptions), needs: 'store' };
}

/** Declares a command that needs the app's settings; the options that say which app come by themselves. */
export function settingsCommand<const Declared extends Options, Operand>(
  command: SettingsCommand<Declared, Operand>,
): Command {
  return { ...withPlace(command, appOptions), needs: 'settings' };
}

function withPlace<Own extends Syntax>(command: Own, placeOptions: Options): Own {
  return {
    ...command,
    options: { ...command.options, ...placeOptions },
    check: (given: Given) => [
      ...placeMistakes(given.options as unknown as NamedPlace),
      ...(command.check?.(given) ?? []),
    ],
  };
}
