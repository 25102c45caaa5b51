/** Structured logs that find their way to the invocation they belong to. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log, LogFields } from './log.ts';

/** The part of a Functions invocation context that logging needs. */
export interface InvocationLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

interface Invocation {
  readonly context: InvocationLog;
  /** What every line of the invocation carries. */
  readonly correlation: LogFields;
}

const current = new AsyncLocalStorage<Invocation>();

/**
 * Runs one invocation; whatever it logs through `log`, however deep, goes to its context, with the fields of
 * `correlation` beside its own.
 */
export function withInvocationLog<Result>(
  context: InvocationLog,
  run: () => Promise<Result>,
  correlation: LogFields = {},
): Promise<Result> {
  return current.run({ context, correlation }, run);
}

/** One line of JSON for each event, which Application Insights can query and operators can read. */
export const log: Log = {
  info: (event, fields) => write('info', event, fields),
  warn: (event, fields) => write('warn', event, fields),
  error: (event, fields) => write('error', event, fields),
};

function write(level: keyof InvocationLog, event: string, fields: LogFields = {}): void {
  const invocation = current.getStore();
  invocation?.context[level](JSON.stringify({ event, ...invocation.correlation, ...fields }));
}
