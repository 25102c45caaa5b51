/**
 * A user is erased from a call while messages about it are delivered, and the timer forget stores it again: readers see
 * one whole version at every instant, and after the last pass nothing says who it was.
 */

import type { DateTime } from '../../src/language/date-time.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { type CallVersion, firstVersion, secondVersion } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { ingestAlone, storing } from './ingest-alone.ts';
import { type Broken, type ExploredRules, Rules } from './rules.ts';
import { having, leftBy, type Messages, type Scenario } from './scenario.ts';
import type { Snapshot, Snapshots } from './snapshot.ts';
import { leftIn, seenIn } from './stored-call.ts';

/** In every version, and the organizer. */
const ERASED_ID = 'ada';

const ERASED: Withheld = {
  ...NOTHING_WITHHELD,
  erasures: [
    {
      row: { partitionKey: '', rowKey: 'erasure_1', etag: '', cells: {} },
      values: {
        Ids: JSON.stringify([ERASED_ID]),
        Pseudonym: 'erased-0123456789abcdef',
        RequestedAt: '2026-11-25T08:00:00.0000000Z' as DateTime,
      },
    },
  ],
};

const forgetting: MessageScript = {
  name: 'F',
  reason: 'pending',
  shows: [],
  forgets: [ERASED_ID],
  withheld: ERASED,
};
const knowing = (reason: MessageScript['reason'], ...shows: ReadonlyArray<CallVersion>) =>
  ({ name: 'A', reason, shows, withheld: ERASED }) satisfies MessageScript;
/** Of an ingest that did not know of the erasure: it ended before the timer began. */
const before: MessageScript = { name: 'E', reason: 'notification', shows: [secondVersion] };

function erasing(before: Scenario['before'], ...messages: Messages): Scenario {
  return { before, messages, rules: rulesOf };
}

const stored = having(firstVersion);

export const erasures = {
  'a stored call, of which a newer version comes': erasing(
    stored,
    knowing('notification', secondVersion),
    forgetting,
  ),
  'a stored call that is notified again': erasing(stored, knowing('pending', firstVersion), forgetting),
  'a newer version that was never committed, and comes again': erasing(
    leftBy(before, 'before the swap', stored),
    knowing('pending', secondVersion),
    forgetting,
  ),
  'a newer version that was never settled, and comes again': erasing(
    leftBy(before, 'after the swap', stored),
    knowing('pending', secondVersion),
    forgetting,
  ),
  'a stored call, stored again by two runs': erasing(stored, { ...forgetting, name: 'D' }, forgetting),
} as const satisfies Readonly<Record<string, Scenario>>;

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
      const { snapshot: last } = await ingestAlone(snapshots, snapshot, { ...forgetting, name: 'C' });
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
      partitionKey.endsWith(`_${ERASED_ID}`) ||
      Object.values(cells).some(({ value }) => typeof value === 'string' && value.includes(ERASED_ID)),
  );
  if (naming.length === 0) return undefined;
  const places = naming.map(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`);
  return { rule: 'forgotten', message: `the erased person stands in ${places.join(', ')}` };
}
