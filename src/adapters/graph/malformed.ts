/** Answers that are readable, and are not what Graph's contract says. */

import { GraphFailure } from '../../ports/graph.ts';
import { MalformedCallRecord } from '../../record/call-record.ts';
import { MalformedPage } from '../../record/graph-page.ts';

/** The message names the property at fault and holds no value. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

const MALFORMED = [MalformedAnswer, MalformedCallRecord, MalformedPage];

/** What `read` makes of an answer to `route`. Throws GraphFailure `malformed` where it finds the answer malformed. */
export function wellFormed<T>(route: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (MALFORMED.some((kind) => error instanceof kind) && error instanceof Error) {
      throw new GraphFailure('malformed', `${route}: ${error.message}`);
    }
    throw error;
  }
}
