// A function app: what one set of registrations through `@azure/functions` leaves behind.
import { functionsCore } from './supply-functions-core.ts';
import type {
  CoreDisposable,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  ProgrammingModel,
} from './worker-protocol.ts';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export interface FunctionApp {
  /** By name, in the order of registration. */
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  /** By hook name (`appStart`, `preInvocation`, `log`, …), in the order of registration. */
  readonly hooks: ReadonlyMap<string, ReadonlySet<HookCallback>>;
  /** The library's part in every invocation: arguments before, response after. */
  readonly programmingModel: ProgrammingModel;
}

/** The code of the function app could not be loaded, or registered nothing. */
export class FunctionAppError extends Error {
  override readonly name = 'FunctionAppError';
}

/**
 * Runs `register` and collects what it registers through `@azure/functions`: an app of its own, however many others
 * the process has.
 * @throws {FunctionAppError} when two functions have one name, or nothing was registered.
 */
export async function collectFunctions(register: () => unknown): Promise<FunctionApp> {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, Set<HookCallback>>();
  let model: ProgrammingModel | undefined;
  let loaded = false;

  const endApp = functionsCore.beginApp({
    addFunction(metadata, callback) {
      const { name } = metadata;
      if (functions.has(name)) throw new FunctionAppError(`Two functions are named "${name}".`);
      functions.set(name, { metadata, callback });
      return undoing(() => {
        if (loaded) throw new FunctionAppError('A function can be disposed only during app startup.');
        functions.delete(name);
      });
    },
    addHook(name, callback) {
      const callbacks = hooks.get(name) ?? new Set();
      hooks.set(name, callbacks.add(callback));
      return undoing(() => callbacks.delete(callback));
    },
    setProgrammingModel(next) {
      model = next;
    },
  });
  try {
    await register();
  } finally {
    loaded = true;
    endApp();
  }

  const programmingModel = model ?? functionsCore.getProgrammingModel();
  if (programmingModel === undefined || functions.size === 0) {
    throw new FunctionAppError('No function was registered through @azure/functions.');
  }
  return { functions, hooks, programmingModel };
}

function undoing(action: () => unknown): CoreDisposable {
  return new functionsCore.Disposable(action);
}
