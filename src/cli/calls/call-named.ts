/** Which call is meant: by its whole id, or by a beginning that no other stored call has. */

import { callsBeginning } from '../../calls/find-calls.ts';
import { type CallId, parseCallId } from '../../language/identifiers.ts';
import type { StoreContext } from '../command.ts';
import { AskedWrongly, NotFound } from '../exit.ts';
import type { Format } from '../syntax.ts';

/** Fewer digits name too many calls. */
export const FEWEST_DIGITS = 6;

/** A call id or the beginning of one, as ids are written. */
export const idBeginning: Format<string> = {
  expected: `a call id (GUID) or its first ${FEWEST_DIGITS} or more characters (0-9, a-f)`,
  read(text) {
    const digits = text.toLowerCase().replaceAll('-', '');
    if (!/^[0-9a-f]*$/.test(digits) || digits.length < FEWEST_DIGITS || digits.length > 32) return undefined;
    return digits.replace(/^(.{8})(.{0,4})(.{0,4})(.{0,4})(.*)$/, '$1-$2-$3-$4-$5').replace(/-+$/, '');
  },
};

/** More candidates than these are no help. */
const MOST_CANDIDATES = 10;

/**
 * A whole id is taken as it is, also that of a call that is not stored. Rejects with NotFound where no stored call begins
 * so, and with AskedWrongly where several do.
 */
export async function callNamed({ store }: StoreContext, beginning: string): Promise<CallId> {
  const whole = parseCallId(beginning);
  if (whole !== undefined) return whole;
  const found: Array<CallId> = [];
  for await (const page of callsBeginning(store, beginning)) {
    found.push(...page);
    if (found.length > MOST_CANDIDATES) break;
  }
  const [first] = found;
  if (first === undefined) throw notStored(`${beginning}…`);
  if (found.length === 1) return first;
  const more = found.length > MOST_CANDIDATES ? ' and more' : '';
  const candidates = found.slice(0, MOST_CANDIDATES).join(', ');
  throw new AskedWrongly(`Several calls begin with ${beginning}. Type more digits: ${candidates}${more}`);
}

export function notStored(callId: string): NotFound {
  return new NotFound(
    `No version of call ${callId} is stored. ./callrecords pending and ./callrecords dead-letters show whether it waits or was given up`,
  );
}
