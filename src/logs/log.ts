/** What may be logged, and how. */

/** What a log line may carry: no bodies, no tokens, no personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured logging of the invocation that is running. The event is a fixed name; what varies is in the fields. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** For callers that report what happens in another way. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
