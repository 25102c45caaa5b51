/** Compares the own clock with that of storage, which all who share the tables have in common. */

import { type DateTime, toDate, toDateTime } from '../language/date-time.ts';
import { CLOCKS_DIFFER_MS, type Clock } from '../ports/clock.ts';
import type { Store } from '../rows/store.ts';
import { span } from '../wording/ago.ts';

/** What counts from the own clock would be wrong for everybody. Nothing was done. */
export class WrongClock extends Error {
  override readonly name = 'WrongClock';
  /** What storage says. */
  readonly rightNow: DateTime;

  constructor(message: string, rightNow: DateTime) {
    super(message);
    this.rightNow = rightNow;
  }
}

/**
 * Asks storage something, of the least that it answers, unless it has said lately what time it is: before work that notes
 * times. Rejects as asking does.
 */
export async function hearTime({ heardLately = true }: Clock, ask: () => Promise<unknown>): Promise<void> {
  if (!heardLately) await ask();
}

/**
 * Rejects with WrongClock when the own clock differs from that of storage by more than clocks may. Two requests: a row is
 * written as it is, and read for the time at which storage did it. A clock that follows the header Date of storage can
 * differ where a proxy sets a Date of its own; no proxy changes a row.
 */
export async function checkClock(
  { clock }: Store,
  partition: Pick<Store['status'] | Store['withheld'], 'merge' | 'get'>,
  rowKey: string,
): Promise<void> {
  const asked = clock.now();
  await partition.merge(rowKey, {});
  const rightNow = (await partition.get(rowKey))?.writtenAt;
  if (rightNow === undefined) return;
  const ahead = asked.getTime() - toDate(rightNow).getTime();
  if (Math.abs(ahead) <= CLOCKS_DIFFER_MS) return;
  const difference = `${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'}`;
  const wrong = clock.heardLately
    ? `By the header Date of what storage answers it is ${toDateTime(asked)}, ${difference} the Timestamp that storage gave to a row, ${rightNow}. Nothing was changed: have the proxy between here and storage pass that header on as it is.`
    : `The clock of this computer says ${toDateTime(asked)}, ${difference} that of storage, which says ${rightNow}. Nothing was changed: set the clock.`;
  throw new WrongClock(wrong, rightNow);
}
