/** Storage of which some requests fail, as a list of fates says. */

import fc, { type Arbitrary } from 'fast-check';
import { failureOf } from '../storage/storage-fault.ts';
import { weighted } from './json-texts.ts';
import type { Storage } from './pipeline.ts';

/**
 * Whether the next step fails; each request has two. Failing before it is carried out, it never arrived; failing
 * afterwards, only its answer was lost.
 */
export interface Fates {
  readonly tables: ReadonlyArray<boolean>;
  readonly queue: ReadonlyArray<boolean>;
  /** What becomes of the steps after those. */
  readonly afterwards: boolean;
}

const fails: Arbitrary<boolean> = weighted([4, fc.constant(false)], [1, fc.constant(true)]);

export const anyFates: Arbitrary<Fates> = fc.record({
  tables: fc.array(fails, { maxLength: 20 }),
  queue: fc.array(fails, { maxLength: 10 }),
  afterwards: weighted([9, fc.constant(false)], [1, fc.constant(true)]),
});

export interface FailingStorage extends Storage {
  /** Steps that have failed so far. */
  failures(): { readonly tables: number; readonly queue: number };
  /** From now on nothing fails. */
  heal(): void;
}

export function failingStorage({ tables, queue, afterwards }: Fates): FailingStorage {
  let isHealed = false;
  const failures = { tables: 0, queue: 0 };
  const failAsFated = (service: 'tables' | 'queue', fates: Iterator<boolean>) => () => {
    const isToFail = fates.next().value ?? afterwards;
    if (isHealed || !isToFail) return;
    failures[service] += 1;
    throw failureOf('busy', service);
  };
  return {
    tables: failAsFated('tables', tables.values()),
    queue: failAsFated('queue', queue.values()),
    failures: () => ({ ...failures }),
    heal: () => {
      isHealed = true;
    },
  };
}
