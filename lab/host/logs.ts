// What the host and the functions say, and the two ways of writing it down.
import type { Clock } from './clock.ts';
import type { LogLevel } from './worker-protocol.ts';

export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  /** `function`: said by user code through its context. `host`: said about it, by host or library. */
  readonly source: 'function' | 'host';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type LogSink = (entry: LogEntry) => void;

/** Logs a sentence of the host itself. */
export function sayAsHost(
  { logs, clock }: { readonly logs: LogSink; readonly clock: Clock },
  level: LogLevel,
  message: string,
  about: Pick<LogEntry, 'functionName' | 'invocationId'> = {},
): void {
  logs({ time: clock.now().toISOString(), level, source: 'host', message, ...about });
}

/** For users: `[2026-11-23T16:55:00.123Z] maintain: subscription renewed`. Trace and debug are left out. */
export function lineLog(write: (line: string) => void): LogSink {
  return ({ time, level, message, functionName }) => {
    if (level === 'trace' || level === 'debug' || level === 'none') return;
    const marked = level === 'information' ? '' : `${level}: `;
    const from = functionName === undefined ? '' : `${functionName}: `;
    write(`[${time}] ${from}${marked}${message}\n`);
  };
}

/** For programs: one JSON object a line, every level. */
export function jsonLinesLog(write: (line: string) => void): LogSink {
  return (entry) => write(`${JSON.stringify(entry)}\n`);
}
