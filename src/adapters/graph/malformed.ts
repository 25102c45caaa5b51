/** Answers that are readable, and are not what Graph's contract says. */

import { MalformedCallRecord } from '../../domain/call-record.ts';
import { GraphFailure } from '../../ports.ts';

/** The message names the property at fault and holds no value. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** What `read` makes of an answer to `route`. Throws GraphFailure `malformed` where it finds the answer malformed. */
export function wellFormed<T>(route: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedAnswer || error instanceof MalformedCallRecord)) throw error;
    throw new GraphFailure('malformed', `${route}: ${error.message}`);
  }
}
