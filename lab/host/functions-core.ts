// The module `@azure/functions-core`, which the Functions worker supplies to the code it runs and npm does not have.
// What the real library (`@azure/functions`) expects of it: types-core/index.d.ts in Azure/azure-functions-nodejs-worker.
//
// Node loads this file itself, once per process, however many copies of the library or of the host there are;
// see supply-functions-core.ts.
import type {
  CoreDisposable,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogLevel,
  ProgrammingModel,
} from './worker-protocol.ts';

/** What functions and hooks are handed to while an app is being loaded. */
export interface AppUnderConstruction {
  addFunction(metadata: FunctionMetadata, callback: FunctionCallback): CoreDisposable;
  addHook(name: string, callback: HookCallback): CoreDisposable;
  setProgrammingModel(model: ProgrammingModel): void;
}

let app: AppUnderConstruction | undefined;
let programmingModel: ProgrammingModel | undefined;

/** The library asks for 4.34 or newer before it offers log hooks; the semantics here are those of 4.1037. */
export const hostVersion = '4.1037.0';
/** The version of the Node worker whose order of calls invocation.ts follows. */
export const version = '3.9.0';

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): CoreDisposable {
  return appUnderConstruction(`function "${metadata.name}"`).addFunction(metadata, callback);
}

export function registerHook(name: string, callback: HookCallback): CoreDisposable {
  return appUnderConstruction(`hook "${name}"`).addHook(name, callback);
}

export function setProgrammingModel(model: ProgrammingModel): void {
  programmingModel = model;
  app?.setProgrammingModel(model);
}

/** The library sets its model once per process, at its first registration: later apps share it. */
export function getProgrammingModel(): ProgrammingModel | undefined {
  return programmingModel;
}

/** The library's own remarks, which belong to no invocation; what functions log does not come here. */
export function log(level: LogLevel, _category: string, message: string): void {
  if (level === 'warning' || level === 'error' || level === 'critical')
    process.emitWarning(message, 'AzureFunctions');
}

export class Disposable implements CoreDisposable {
  readonly #callOnDispose: () => unknown;

  constructor(callOnDispose: () => unknown) {
    this.#callOnDispose = callOnDispose;
  }

  static from(...disposables: ReadonlyArray<CoreDisposable>): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): unknown {
    return this.#callOnDispose();
  }
}

/**
 * Directs registrations to `next` until the returned function is called. Not part of the worker's module.
 * @throws {Error} when another app is being loaded: registrations carry no sign of the app they belong to.
 */
export function beginApp(next: AppUnderConstruction): () => void {
  if (app !== undefined)
    throw new Error('Another function app is being loaded in this process; load one at a time.');
  app = next;
  return () => {
    app = undefined;
  };
}

function appUnderConstruction(what: string): AppUnderConstruction {
  if (app === undefined)
    throw new Error(`Cannot register ${what}: that is possible only during app startup.`);
  return app;
}
