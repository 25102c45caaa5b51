/** Structured logs that find their way to the invocation they belong to. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log, LogFields } from './ports.ts';

/** The part of a Functions invocation context that logging needs. */
export interface InvocationLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const current = new AsyncLocalStorage<InvocationLog>();

/** Runs one invocation; whatever it logs through `log`, however deep, goes to its context. */
export function withInvocationLog<Result>(
  context: InvocationLog,
  run: () => Promise<Result>,
): Promise<Result> {
  return current.run(context, run);
}

/** One line of JSON an event, which Application Insights and people can both query. */
export const log: Log = {
  info: (event, fields) => current.getStore()?.info(line(event, fields)),
  warn: (event, fields) => current.getStore()?.warn(line(event, fields)),
  error: (event, fields) => current.getStore()?.error(line(event, fields)),
};

function line(event: string, fields: LogFields = {}): string {
  return JSON.stringify({ event, ...fields });
}
