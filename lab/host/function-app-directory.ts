// The function app that a directory holds: built code behind package.json's "main".
import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { collectFunctions, type FunctionApp, FunctionAppError } from './function-app.ts';

const packageJson = z.object({ main: z.string().min(1) });

/**
 * Loads the entry point that package.json in `directory` names as "main", in this process.
 * @throws {FunctionAppError} when it is not there, does not load, or registers nothing; `cause` is the reason.
 */
export async function loadFunctionApp(directory: string): Promise<FunctionApp> {
  const entryPoint = resolve(directory, await readMain(directory));
  try {
    await access(entryPoint);
  } catch (cause) {
    throw new FunctionAppError(`There is no ${entryPoint}: build the functions first.`, { cause });
  }
  try {
    return await collectFunctions(() => import(pathToFileURL(entryPoint).href));
  } catch (cause) {
    if (cause instanceof FunctionAppError) throw cause;
    const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    throw new FunctionAppError(`${entryPoint} does not load: ${reason}`, { cause });
  }
}

async function readMain(directory: string): Promise<string> {
  const path = join(directory, 'package.json');
  try {
    return packageJson.parse(JSON.parse(await readFile(path, 'utf8'))).main;
  } catch (cause) {
    throw new FunctionAppError(`${path} names no "main", the entry point of the functions.`, { cause });
  }
}
