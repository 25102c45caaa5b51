// One run of one function, in the worker's order: arguments, the function, response (InvocationHandler.ts in
// Azure/azure-functions-nodejs-worker).
import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, endsWithin } from './clock.ts';
import type { FunctionApp } from './function-app.ts';
import type { RegisteredFunction } from './functions-core.ts';
import { type LogSink, sayAsHost } from './logs.ts';
import type { InvocationResponse, TraceContextData, TypedData } from './worker-protocol.ts';

/** What the trigger hands over. */
export interface TriggerInput {
  /** Why the function runs, for the log: "New queue message", "Timer fired", … */
  readonly reason: string;
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** The caller's W3C trace context. */
  readonly traceParent?: string | null;
  readonly traceState?: string | null;
  /** Called once the invocation has its id. */
  begun?(invocationId: string): void;
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
  input.begun?.(invocationId);
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
  { app, clock, logs }: InvocationEnvironment,
): Promise<InvocationResponse> {
  const model = await app.programmingModel.getInvocationModel({
    invocationId,
    metadata,
    request: {
      inputData: [{ name: triggerBinding(metadata.bindings), data: input.data }],
      triggerMetadata: input.metadata ?? {},
      traceContext: newSpan(input),
    },
    log: (level, category, message) => {
      const source = category === 'user' ? 'function' : 'host';
      const time = clock.now().toISOString();
      logs({ time, level, message, source, functionName: metadata.name, invocationId });
    },
  });
  const { context, inputs } = await model.getArguments();
  const result = await model.invokeFunction(context, inputs, callback);
  return await model.getResponse(context, result);
}

function triggerBinding(bindings: RegisteredFunction['metadata']['bindings']): string {
  const name = Object.keys(bindings).find((key) => /trigger$/i.test(bindings[key]?.type ?? ''));
  if (name === undefined) throw new Error('A function without a trigger cannot be invoked.');
  return name;
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
