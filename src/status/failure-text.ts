/** What rows say of failures. */

/** Longest failure text kept. */
const FAILURE_LENGTH = 500;

/** The failures' names and messages, in one line as long as a row keeps it. */
export function failureText(failures: ReadonlyArray<unknown>): string {
  return keptFailure(failures.map(textOf).join('; '));
}

/** A text about a failure, as long as a row keeps it. */
export function keptFailure(text: string): string {
  // A cut can part a surrogate pair, which storage would refuse.
  return text.slice(0, FAILURE_LENGTH).toWellFormed();
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? `${failure.name}: ${failure.message}` : 'unknown error';
}
