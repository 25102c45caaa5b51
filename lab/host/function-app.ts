// A function app: what one set of registrations through `@azure/functions` leaves behind.
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { RegisteredFunction, Registrations } from './functions-core.ts';
import { functionsCore } from './supply-functions-core.ts';
import type { HookCallback, ProgrammingModel } from './worker-protocol.ts';

export interface FunctionApp {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  /** What is done before the first invocation. */
  readonly onStart: ReadonlySet<HookCallback>;
  /** The library's part in every invocation: arguments before, response after. */
  readonly programmingModel: ProgrammingModel;
  /** Where the library takes requests as streams; without it, it is given them whole. */
  readonly httpUri?: string;
}

/** The code of the function app could not be loaded, or registered nothing. */
export class FunctionAppError extends Error {
  override readonly name = 'FunctionAppError';
}

/**
 * Runs `register` and collects what it registers through `@azure/functions`: an app of its own, however many others
 * the process has.
 * @throws {Error} when two functions have one name, or nothing was registered.
 */
export async function collectFunctions(register: () => unknown): Promise<FunctionApp> {
  const app: Registrations = { functions: new Map(), onStart: new Set() };
  const programmingModel = await functionsCore.collect(register, app);
  if (programmingModel === undefined || app.functions.size === 0) {
    throw new FunctionAppError('No function was registered through @azure/functions.');
  }
  return { ...app, programmingModel };
}

const packageJson = z.object({ main: z.string().min(1) });

/**
 * Loads the built code that package.json in `directory` names as "main", in this process.
 * @throws {FunctionAppError} when it is not there, does not load, or registers nothing; `cause` is the reason.
 */
export async function loadFunctionApp(directory: string): Promise<FunctionApp> {
  const entryPoint = resolve(directory, await readMain(directory));
  try {
    await access(entryPoint);
  } catch (cause) {
    throw new FunctionAppError(`There is no ${entryPoint}. Build the functions: npm run build`, { cause });
  }
  try {
    const app = await collectFunctions(() => import(pathToFileURL(entryPoint).href));
    const { HttpUri } = await app.programmingModel.getCapabilities({});
    return HttpUri === undefined ? app : { ...app, httpUri: HttpUri };
  } catch (cause) {
    if (cause instanceof FunctionAppError) throw cause;
    throw new FunctionAppError(whyNotLoaded(entryPoint, cause), { cause });
  }
}

function whyNotLoaded(entryPoint: string, cause: unknown): string {
  if (!(cause instanceof Error)) return `${entryPoint} does not load: ${cause}`;
  // By name: the class is one inside the bundle. Its message says all that users need.
  if (cause.name === 'InvalidSettings') {
    return `${cause.message}\nGive them in local.settings.json; local.settings.sample.json shows how.`;
  }
  return `${entryPoint} does not load: ${cause.stack ?? cause.message}`;
}

async function readMain(directory: string): Promise<string> {
  const path = join(directory, 'package.json');
  try {
    return packageJson.parse(JSON.parse(await readFile(path, 'utf8'))).main;
  } catch (cause) {
    throw new FunctionAppError(`${path} names no "main", the entry point of the functions.`, { cause });
  }
}
