/** What readers say of a call that is withheld: stored is its head alone. */

import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';

export function isWithheld({ Withheld }: Pick<CallsByDayValues, 'Withheld'>): boolean {
  return Withheld !== undefined;
}

/** In one sentence, for readers of the call. */
export const WITHHELD_SENTENCE =
  'This call is withheld, because it is excluded: of it is kept only when it was, which version Graph has, and how much Graph sent.';

/** Where what Graph sent is asked for. */
export const NO_DOCUMENT =
  'The call is withheld, because it is excluded: nothing of what Graph sent is kept.';
