/** What a status row says of failures. */

/** Longest failure text kept. */
export const FAILURE_LENGTH = 500;

/** The failures' names and messages, in one line. */
export function failureText(failures: ReadonlyArray<unknown>): string {
  return failures.map(textOf).join('; ');
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? `${failure.name}: ${failure.message}` : 'unknown error';
}
