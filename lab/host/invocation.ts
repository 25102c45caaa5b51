// One run of one function, in the worker's order: arguments, pre-invocation hooks, the function, post-invocation hooks,
// response (InvocationHandler.ts in Azure/azure-functions-nodejs-worker).
import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, endsWithin } from './clock.ts';
import type { FunctionApp } from './function-app.ts';
import type { RegisteredFunction } from './functions-core.ts';
import { type LogSink, sayAsHost } from './logs.ts';
import type {
  CoreInvocationContext,
  InvocationResponse,
  TraceContextData,
  TypedData,
} from './worker-protocol.ts';

/** What the trigger hands over. */
export interface TriggerInput {
  /** Why the function runs, for the log: "New queue message", "Timer fired", … */
  readonly reason: string;
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** The caller's W3C trace context. */
  readonly traceParent?: string | null;
  readonly traceState?: string | null;
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
  const limitMs = environment.functionTimeoutMs;
  const invocationId = randomUUID();
  const started = environment.clock.now();
  const about = { functionName, invocationId };
  environment.running.set(invocationId, functionName);
  sayAsHost(environment, 'information', `Executing (Reason='${input.reason}', Id=${invocationId})`, about);
  let outcome: { outcome: 'succeeded'; response: InvocationResponse } | { outcome: 'failed'; error: unknown };
  try {
    const running = run(registered, input, invocationId, environment);
    if (limitMs !== undefined && !(await endsWithin(running, limitMs, environment.clock))) {
      throw new FunctionTimeoutError(`The functionTimeout of ${limitMs / 1000} s was exceeded.`);
    }
    outcome = { outcome: 'succeeded', response: await running };
  } catch (error) {
    outcome = { outcome: 'failed', error };
  }
  environment.running.delete(invocationId);
  const durationMs = environment.clock.now().getTime() - started.getTime();
  const ended = `Id=${invocationId}, Duration=${durationMs}ms`;
  if (outcome.outcome === 'succeeded') {
    sayAsHost(environment, 'information', `Executed (Succeeded, ${ended})`, about);
  } else {
    sayAsHost(environment, 'error', `Executed (Failed, ${ended}) ${describe(outcome.error)}`, about);
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
      traceContext: newSpan(input),
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
  await runHooks(app, 'preInvocation', before);

  const after: { result: unknown; error: unknown } & Record<string, unknown> = {
    hookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error;
  }
  try {
    // By this the library tells hooks that log from functions that log after their end.
    core.state = 'postInvocationHooks';
    await runHooks(app, 'postInvocation', after);
  } finally {
    core.state = undefined;
  }

  // As in the worker, whose `throw undefined` is a success.
  if (after.error !== null && after.error !== undefined) throw after.error;
  return await model.getResponse(context, after.result);
}

function triggerBinding(bindings: RegisteredFunction['metadata']['bindings']): string {
  const name = Object.keys(bindings).find((key) => /trigger$/i.test(bindings[key]?.type ?? ''));
  if (name === undefined) throw new Error('A function without a trigger cannot be invoked.');
  return name;
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

const TRACE_PARENT = /^00-(?<traceId>(?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-(?<flags>[0-9a-f]{2})$/;

/** A new span, below the caller's when that is valid, otherwise of a new trace: https://www.w3.org/TR/trace-context/ */
function newSpan({ traceParent, traceState }: TriggerInput): TraceContextData {
  const parent = TRACE_PARENT.exec(traceParent ?? '')?.groups;
  const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
  return {
    traceParent: `00-${traceId}-${randomBytes(8).toString('hex')}-${parent?.flags ?? '01'}`,
    traceState: (parent && traceState) ?? '',
    attributes: {},
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
