/**
 * A user is erased from a call while messages about it are delivered, and the timer forget stores it again: readers see
 * one whole version at every instant, and after the last pass nothing says who it was.
 */

import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { ADA, askedFor, besideForget, forgetting } from './beside-forget.ts';
import { firstVersion, secondVersion } from './call-versions.ts';
import { ingestAlone, storing } from './ingest-alone.ts';
import { type Broken, type ExploredRules, Rules } from './rules.ts';
import type { Messages } from './scenario.ts';
import type { Snapshot, Snapshots } from './snapshot.ts';
import { leftIn, seenIn } from './stored-call.ts';

const ERASED: Withheld = {
  ...NOTHING_WITHHELD,
  erasures: askedFor('erasure_1', { Pseudonym: 'erased-0123456789abcdef' }),
};

export const erasures = besideForget(ERASED, [ADA], rulesOf);

async function rulesOf(
  snapshots: Snapshots,
  beginning: Snapshot,
  messages: Messages,
): Promise<ExploredRules> {
  const first = await storing(snapshots, [firstVersion], ERASED);
  const both = await storing(snapshots, [firstVersion, secondVersion], ERASED);
  const comes = messages.some(({ shows }) => shows.includes(secondVersion));
  const rules = new Rules({
    whole: new Set([beginning, first, both].map(seenIn)),
    ends: new Set([leftIn(comes ? both : first)]),
  });
  const judged = new Map<Snapshot, Broken | undefined>();
  return {
    atAnInstant: (earlier, now) => rules.atAnInstant(earlier, now),
    async inTheEnd(snapshot) {
      if (judged.has(snapshot)) return judged.get(snapshot);
      // An hour later: nothing else goes on any more.
      const { snapshot: last } = await ingestAlone(snapshots, snapshot, forgetting(ERASED, [ADA], 'C'));
      const broken = readable(last) ?? rules.inTheEnd(last, []);
      judged.set(snapshot, broken);
      return broken;
    },
  };
}

function readable({ tables }: Snapshot): Broken | undefined {
  const rows = Object.values(tables).flatMap((table) => table.rows);
  const naming = rows.filter(
    ({ partitionKey, cells }) =>
      partitionKey.endsWith(`_${ADA}`) ||
      Object.values(cells).some(({ value }) => typeof value === 'string' && value.includes(ADA)),
  );
  if (naming.length === 0) return undefined;
  const places = naming.map(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`);
  return { rule: 'forgotten', message: `the erased person stands in ${places.join(', ')}` };
}
