// The module `@azure/functions-core`, which the Functions worker supplies to the code it runs and npm does not have.
// What the real library (`@azure/functions`) expects of it: types-core/index.d.ts in Azure/azure-functions-nodejs-worker.
//
// Node loads this file itself, once per process, however many copies of the library or of the host there are;
// see supply-functions-core.ts.
import type {
  Disposable,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogLevel,
  ProgrammingModel,
} from './worker-protocol.ts';

/** A function as it was registered. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** What an app registers while it is being loaded. */
export interface Registrations {
  /** By name, in the order of registration. */
  readonly functions: Map<string, RegisteredFunction>;
  /** The hooks appStart, in the order of registration. */
  readonly onStart: Set<HookCallback>;
}

let loading: Registrations | undefined;
let programmingModel: ProgrammingModel | undefined;

/** The library asks for 4.34 or newer before it offers log hooks; the semantics here are those of 4.1037. */
export const hostVersion = '4.1037.0';
/** The version of the Node worker whose order of calls invocation.ts follows. */
export const version = '3.9.0';

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const { name } = metadata;
  const { functions } = appBeingLoaded(`function "${name}"`);
  if (functions.has(name)) throw new Error(`Two functions are named "${name}".`);
  functions.set(name, { metadata, callback });
  return { dispose: () => appBeingLoaded(`without function "${name}"`).functions.delete(name) };
}

export function registerHook(name: string, callback: HookCallback): Disposable {
  const { onStart } = appBeingLoaded(`hook "${name}"`);
  if (name !== 'appStart') throw new Error(`This host has no hook "${name}".`);
  onStart.add(callback);
  return { dispose: () => onStart.delete(callback) };
}

export function setProgrammingModel(model: ProgrammingModel): void {
  programmingModel = model;
}

/** The library's own remarks, which belong to no invocation; what functions log does not come here. */
export function log(level: LogLevel, _category: string, message: string): void {
  if (level === 'warning' || level === 'error' || level === 'critical')
    process.emitWarning(message, 'AzureFunctions');
}

/**
 * Collects in `registrations` what `load` registers. Not part of the worker's module.
 * Gives the programming model: the library sets its model once per process, and later apps share it.
 * @throws {Error} when another app is being loaded: registrations carry no sign of the app they belong to.
 */
export async function collect(
  load: () => unknown,
  registrations: Registrations,
): Promise<ProgrammingModel | undefined> {
  if (loading !== undefined)
    throw new Error('Another function app is being loaded in this process; load one at a time.');
  loading = registrations;
  try {
    await load();
  } finally {
    loading = undefined;
  }
  return programmingModel;
}

function appBeingLoaded(what: string): Registrations {
  if (loading === undefined)
    throw new Error(`Cannot register ${what}: that is possible only during app startup.`);
  return loading;
}
