/** What the Azure CLI says of a function app, as the user who is signed in to it. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { AskedWrongly, Unreachable } from '../exit.ts';
import type { Format } from '../syntax.ts';

/** Where a function app is; the CLI's current subscription where none is given. */
export interface AppPlace {
  readonly app: string;
  readonly group: string | undefined;
  readonly subscription: string | undefined;
  /** Of the Azure CLI. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const Apps = z.array(
  z.object({ resourceGroup: z.string(), tags: z.record(z.string(), z.string()).nullish() }),
);
const AppSettings = z.array(z.object({ name: z.string(), value: z.string().nullish() }));

export interface FoundApp {
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Finds the app and its tags, for which the role Reader is enough. Rejects with Unreachable or AskedWrongly. */
export async function findApp({ app, group, subscription, environment }: AppPlace): Promise<FoundApp> {
  const found = await az(
    Apps,
    environment,
    ...['resource', 'list', '--resource-type', 'Microsoft.Web/sites', '--name', app],
    ...(group === undefined ? [] : ['--resource-group', group]),
    ...(subscription === undefined ? [] : ['--subscription', subscription]),
  );
  const [first] = found;
  if (first === undefined) {
    throw new Unreachable(
      `az finds no function app ${app} that you may see in ${subscription ?? 'its current subscription'}. List them: az functionapp list --query "[].name"`,
    );
  }
  if (found.length > 1) {
    const groups = found.map(({ resourceGroup }) => resourceGroup).join(', ');
    throw new AskedWrongly(`Several resource groups have an app ${app}: add --group with one of ${groups}`);
  }
  return { group: first.resourceGroup, tags: first.tags ?? {} };
}

/** The app's settings whose names are wanted; the others are not kept. Rejects with Unreachable. */
export async function readAppSettings(
  { app, subscription, environment }: AppPlace,
  group: string,
  isWanted: (name: string) => boolean,
): Promise<Readonly<Record<string, string>>> {
  const settings = await az(
    AppSettings,
    environment,
    ...['functionapp', 'config', 'appsettings', 'list', '--name', app, '--resource-group', group],
    ...(subscription === undefined ? [] : ['--subscription', subscription]),
  );
  const picked = settings.filter(({ name }) => isWanted(name));
  return Object.fromEntries(picked.map(({ name, value }) => [name, value ?? '']));
}

/** Names as Azure allows them: none has a meaning for a shell. */
export const azureName: Format<string> = {
  expected: 'a name in Azure',
  read: (text) => (/^\w[\w .()-]*$/.test(text) ? text : undefined),
};

/** On Windows the CLI is a batch file, which only a shell starts. */
const NEEDS_SHELL = process.platform === 'win32';

const run = promisify(execFile);

/** Rejects with Unreachable, also where the answer is not of this shape. */
async function az<Answer>(
  answer: z.ZodType<Answer>,
  env: NodeJS.ProcessEnv,
  ...args: ReadonlyArray<string>
): Promise<Answer> {
  const quoted = NEEDS_SHELL ? args.map((arg) => `"${arg}"`) : args;
  try {
    const { stdout } = await run('az', [...quoted, '--output', 'json'], { env, shell: NEEDS_SHELL });
    return answer.parse(JSON.parse(stdout));
  } catch (error) {
    throw new Unreachable(whyNot(error), { cause: error });
  }
}

function whyNot(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return 'The Azure CLI answers in a form that this command does not know. Update it (az upgrade), or give --account and --tenant to a command that takes them';
  }
  const { code, stderr } = z.object({ code: z.unknown(), stderr: z.string().catch('') }).parse(error);
  if (code === 'ENOENT' || /is not recognized/.test(stderr)) {
    return 'The Azure CLI (az) is not installed: see https://aka.ms/azure-cli, or give --account and --tenant to a command that takes them';
  }
  if (/az login/.test(stderr)) return 'The Azure CLI is not signed in. Type: az login';
  const [line = 'no reason given'] = stderr
    .split('\n')
    .filter((text) => text.startsWith('ERROR'))
    .reverse();
  return `The Azure CLI failed: ${line}`;
}
