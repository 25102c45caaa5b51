/** How many stored calls an erasure or an exclusion would concern. */

import { type Concerned, distinctCallsConcerned } from '../../forget/calls-concerned.ts';
import { toDateTime } from '../../language/date-time.ts';
import { counted } from '../../wording/values.ts';
import type { StoreContext } from '../command.ts';

const SHOWN_EVERY_CALLS = 100;

/** Of the calls that started before now. */
export async function countConcerned(
  { store, clock }: StoreContext,
  of: Pick<Concerned, 'kind' | 'ids'>,
  show: (progress: string) => void,
): Promise<number> {
  let calls = 0;
  for await (const _call of distinctCallsConcerned(store, { ...of, before: toDateTime(clock.now()) })) {
    calls += 1;
    if (calls % SHOWN_EVERY_CALLS === 0) show(counted(calls, 'call'));
  }
  return calls;
}
