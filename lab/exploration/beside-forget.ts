/** The timer forget stores a call again beside messages that know of it, what earlier ones have left, and itself. */

import type { DateTime } from '../../src/language/date-time.ts';
import type { Withheld } from '../../src/withheld/withheld.ts';
import { type CallVersion, firstVersion, secondVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { having, leftBy, type Scenario } from './scenario.ts';

/** In every version, and the organizer. */
export const ADA = 'ada';

/** The row of an erasure or exclusion, asked for an hour before all that is explored. */
export function askedFor<Values>(rowKey: string, values: Values) {
  const RequestedAt = '2026-11-25T08:00:00.0000000Z' as DateTime;
  const row = { partitionKey: '', rowKey, etag: '', cells: {} };
  return [{ row, values: { Ids: JSON.stringify([ADA]), RequestedAt, ...values } }] as const;
}

/** With it the names of all runs of the timer begin. */
export const TIMER = 'F';

/** A run of the timer, because of people with these ids. */
export function forgetting(withheld: Withheld, forgets: ReadonlyArray<string>, name = TIMER): MessageScript {
  return { name, reason: 'pending', shows: [], forgets, withheld };
}

export function besideForget(withheld: Withheld, forgets: ReadonlyArray<string>, rules: Scenario['rules']) {
  const beside = (before: Scenario['before'], message: MessageScript): Scenario => ({
    before,
    messages: [message, forgetting(withheld, forgets)],
    rules,
  });
  const knowing = (reason: MessageScript['reason'], shown: CallVersion): MessageScript => ({
    name: 'A',
    reason,
    shows: [shown],
    withheld,
  });
  const stored = having(firstVersion);
  /** Of an ingest that did not know yet: it ended before the timer began. */
  const unknowing: MessageScript = { name: 'E', reason: 'notification', shows: [secondVersion] };
  return {
    'a stored call, of which a newer version comes': beside(stored, knowing('notification', secondVersion)),
    'a stored call that is notified again': beside(stored, knowing('pending', firstVersion)),
    'a newer version that was never committed, and comes again': beside(
      leftBy(unknowing, 'before the swap', stored),
      knowing('pending', secondVersion),
    ),
    'a newer version that was never settled, and comes again': beside(
      leftBy(unknowing, 'after the swap', stored),
      knowing('pending', secondVersion),
    ),
    'a stored call, stored again by two runs': beside(stored, forgetting(withheld, forgets, `${TIMER}2`)),
  } as const satisfies Readonly<Record<string, Scenario>>;
}
