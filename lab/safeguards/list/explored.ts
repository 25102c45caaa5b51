/** Safeguards of the commit that lab/exploration takes away, because only a certain order of requests needs them. */

import type { Guarantee } from '../safeguard.ts';

export interface ExploredSafeguard {
  /** As in lab/exploration/test/safeguards.test.ts. */
  readonly name: string;
  readonly guarantee: Guarantee;
  readonly mechanism: string;
  /** Relative to the project's root. */
  readonly file: string;
}

export const EXPLORED_IN = 'lab/exploration/test/safeguards.test.ts';

export const explored: ReadonlyArray<ExploredSafeguard> = [
  {
    name: 'the head written after its rows',
    guarantee: 2,
    mechanism: 'Until the head is swapped nobody sees the new generation.',
    file: 'src/store/store-call-record.ts',
  },
  {
    name: 'the order of readings with one version number',
    guarantee: 2,
    mechanism: 'Of equal versions the later modification is newer.',
    file: 'src/language/version.ts',
  },
  {
    name: 'the sweep',
    guarantee: 2,
    mechanism: 'Generations that no head names any more are deleted.',
    file: 'src/store/sweep.ts',
  },
  {
    name: 'the sweep of other days',
    guarantee: 2,
    mechanism: 'Leftovers are looked for on the days on either side, because starts move across midnight.',
    file: 'src/store/settle.ts',
  },
  {
    name: 'the settling after a redelivery',
    guarantee: 2,
    mechanism: 'A message that comes again finishes what the crash before it left undone.',
    file: 'src/ingest/ingest.ts',
  },
  {
    name: 'the second look after settling',
    guarantee: 2,
    mechanism: 'Whoever settles looks at the head again: another may have committed meanwhile.',
    file: 'src/store/settle.ts',
  },
  {
    name: 'the row of the day',
    guarantee: 2,
    mechanism: 'Every stored call stands in CallsByDay.',
    file: 'src/store/index-call.ts',
  },
];
