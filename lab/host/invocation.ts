// One run of one function, in the worker's order: arguments, pre-invocation hooks, the function, post-invocation hooks,
// response (InvocationHandler.ts in Azure/azure-functions-nodejs-worker).
import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { FunctionApp, RegisteredFunction } from './function-app.ts';
import type { LogSink } from './logs.ts';
import { newSpan } from './trace-context.ts';
import type {
  CoreInvocationContext,
  InvocationResponse,
  LogLevel,
  TraceContextData,
  TypedData,
} from './worker-protocol.ts';

/** What the trigger hands over. */
export interface TriggerInput {
  /** Why the function runs, for the log: "New queue message", "Timer fired", … */
  readonly reason: string;
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  readonly traceContext?: TraceContextData;
}

export type Invocation = {
  readonly functionName: string;
  readonly invocationId: string;
  readonly durationMs: number;
} & (
  | { readonly outcome: 'succeeded'; readonly response: InvocationResponse }
  | { readonly outcome: 'failed'; readonly error: unknown }
);

/** The function ran longer than host.json's functionTimeout. */
export class FunctionTimeoutError extends Error {
  override readonly name = 'FunctionTimeoutError';
}

/** What all invocations of one host share. */
export interface InvocationEnvironment {
  readonly app: FunctionApp;
  readonly clock: Clock;
  readonly logs: LogSink;
  /** Undefined: no limit. */
  readonly functionTimeoutMs: number | undefined;
  /** Function names by invocation id: what has begun and not ended. */
  readonly running: Map<string, string>;
}

/** Runs a function to its end or its timeout. Never rejects: a failure is an outcome. */
export async function invoke(
  registered: RegisteredFunction,
  input: TriggerInput,
  environment: InvocationEnvironment,
): Promise<Invocation> {
  const functionName = registered.metadata.name;
  const invocationId = randomUUID();
  const started = environment.clock.now();
  const say = hostLog(environment, functionName, invocationId);
  environment.running.set(invocationId, functionName);
  say('information', `Executing (Reason='${input.reason}', Id=${invocationId})`);
  let outcome: { outcome: 'succeeded'; response: InvocationResponse } | { outcome: 'failed'; error: unknown };
  try {
    const response = await withTimeout(run(registered, input, invocationId, environment), environment);
    outcome = { outcome: 'succeeded', response };
  } catch (error) {
    outcome = { outcome: 'failed', error };
  }
  environment.running.delete(invocationId);
  const durationMs = environment.clock.now().getTime() - started.getTime();
  if (outcome.outcome === 'succeeded') {
    say('information', `Executed (Succeeded, Id=${invocationId}, Duration=${durationMs}ms)`);
  } else {
    say(
      'error',
      `Executed (Failed, Id=${invocationId}, Duration=${durationMs}ms) ${describe(outcome.error)}`,
    );
  }
  return { functionName, invocationId, durationMs, ...outcome };
}

async function run(
  { metadata, callback }: RegisteredFunction,
  input: TriggerInput,
  invocationId: string,
  environment: InvocationEnvironment,
): Promise<InvocationResponse> {
  const { app } = environment;
  const core: CoreInvocationContext = {
    invocationId,
    metadata,
    request: {
      invocationId,
      inputData: [{ name: triggerBinding(metadata.bindings), data: input.data }],
      triggerMetadata: input.metadata ?? {},
      traceContext: input.traceContext ?? newSpan(),
    },
    log: (level, category, message) => {
      const hookContext = { level, category, message, invocationContext, hookData };
      runLogHooks(app, hookContext);
      environment.logs({
        time: environment.clock.now().toISOString(),
        // Hooks may change and filter what functions say, not what the library says about them.
        level: category === 'user' ? hookContext.level : level,
        message: category === 'user' ? hookContext.message : message,
        source: category === 'user' ? 'function' : 'host',
        functionName: metadata.name,
        invocationId,
      });
    },
  };
  const hookData: Record<string, unknown> = {};
  let invocationContext: unknown;

  const model = await app.programmingModel.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  invocationContext = context;

  const before = { hookData, invocationContext: context, inputs, functionCallback: callback };
  await inState(core, 'preInvocationHooks', () => runHooks(app, 'preInvocation', before));

  const after: { result: unknown; error: unknown } & Record<string, unknown> = {
    hookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  await inState(core, 'invocation', async () => {
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error;
    }
  });
  await inState(core, 'postInvocationHooks', () => runHooks(app, 'postInvocation', after));

  // As in the worker, whose `throw undefined` is a success.
  if (after.error !== null && after.error !== undefined) throw after.error;
  return await model.getResponse(context, after.result);
}

function triggerBinding(bindings: RegisteredFunction['metadata']['bindings']): string {
  const name = Object.keys(bindings).find((key) => /trigger$/i.test(bindings[key]?.type ?? ''));
  if (name === undefined) throw new Error('A function without a trigger cannot be invoked.');
  return name;
}

async function inState(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  step: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await step();
  } finally {
    core.state = undefined;
  }
}

/** One after the other; the first that throws ends them and fails the invocation (or the start of the app). */
export async function runHooks(app: FunctionApp, name: string, context: unknown): Promise<void> {
  for (const callback of app.hooks.get(name) ?? []) await callback(context);
}

function runLogHooks(app: FunctionApp, context: unknown): void {
  try {
    for (const callback of app.hooks.get('log') ?? []) callback(context);
  } catch {
    // As in the worker: a broken log hook must not cost the log line, nor the invocation.
  }
}

async function withTimeout<T>(
  work: Promise<T>,
  { clock, functionTimeoutMs }: InvocationEnvironment,
): Promise<T> {
  if (functionTimeoutMs === undefined) return await work;
  const finished = new AbortController();
  const expiry = clock.sleep(functionTimeoutMs, finished.signal).then(() => {
    if (!finished.signal.aborted) {
      throw new FunctionTimeoutError(`The functionTimeout of ${functionTimeoutMs / 1000} s was exceeded.`);
    }
  });
  try {
    await Promise.race([work, expiry]);
    return await work;
  } finally {
    finished.abort();
    await expiry.catch(() => undefined);
  }
}

function hostLog({ logs, clock }: InvocationEnvironment, functionName: string, invocationId: string) {
  return (level: LogLevel, message: string) =>
    logs({ time: clock.now().toISOString(), level, source: 'host', message, functionName, invocationId });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
