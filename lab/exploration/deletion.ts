/**
 * Retention deletes a call that is not kept any more, while a message about it is delivered again: what an earlier
 * attempt has left is deleted, or stands where the next run finds it.
 */

import type { Day } from '../../src/language/day.ts';
import { TABLES_WITH_USERS } from '../../src/store/call-users.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import { NO_LIMITS, NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { firstVersion, secondVersion, withoutAda } from './call-versions.ts';
import type { MessageScript } from './delivery.ts';
import { type Exploration, Explorer, type Limits } from './explore.ts';
import { storing, unfinished } from './ingest-alone.ts';
import type { Broken } from './rules.ts';
import { type Snapshot, Snapshots } from './snapshot.ts';

/** The day of the call is over for good. */
const REFUSED: Withheld = {
  ...NOTHING_WITHHELD,
  limits: { ...NO_LIMITS, refusedBefore: '2026-11-24' as Day, deletedBefore: '2026-11-24' as Day },
};

const deletion: MessageScript = { name: 'D', reason: 'pending', shows: [], deletes: '2026-11-23' as Day };
const redelivered: MessageScript = {
  name: 'A',
  reason: 'pending',
  shows: [secondVersion],
  withheld: REFUSED,
};
const first: MessageScript = { name: 'E', reason: 'notification', shows: [firstVersion] };
const second: MessageScript = { name: 'E', reason: 'notification', shows: [withoutAda] };

interface DeletionScenario {
  readonly before: (snapshots: Snapshots) => Promise<Snapshot>;
  readonly messages: readonly [MessageScript, MessageScript];
}

export const deletions = {
  'a stored call': {
    before: (snapshots) => storing(snapshots, [firstVersion]),
    messages: [redelivered, deletion],
  },
  'a new version that was never committed, which somebody has left': {
    before: async (snapshots) =>
      unfinished(snapshots, await storing(snapshots, [firstVersion]), second, 'before the swap'),
    messages: [redelivered, deletion],
  },
  'rows of an attempt that never committed': {
    before: (snapshots) => unfinished(snapshots, snapshots.empty, first, 'before the swap'),
    messages: [redelivered, deletion],
  },
  'a commit that was never settled': {
    before: (snapshots) => unfinished(snapshots, snapshots.empty, first, 'after the swap'),
    messages: [redelivered, deletion],
  },
  'a stored call, deleted by two runs': {
    before: (snapshots) => storing(snapshots, [firstVersion]),
    messages: [{ ...deletion, name: 'C' }, deletion],
  },
} as const satisfies Readonly<Record<string, DeletionScenario>>;

/** Ends at the first counterexample. */
export async function exploringDeletion(name: keyof typeof deletions, limits: Limits): Promise<Exploration> {
  const { before, messages } = deletions[name];
  const snapshots = new Snapshots();
  const stored = await before(snapshots);
  const rules = { atAnInstant: cameBack, inTheEnd: isLost };
  return await new Explorer({ messages, snapshots, rules, limits }).explore(stored);
}

/** Nothing newer is stored than was there when the call was refused. */
function cameBack(before: Snapshot | undefined, now: Snapshot): Broken | undefined {
  const generationIn = (snapshot: Snapshot) => snapshot.tables.CallRecords.rows[0]?.cells.Generation?.value;
  if (before === undefined || generationIn(now) === undefined || generationIn(now) === generationIn(before))
    return undefined;
  return {
    rule: 'forgotten',
    message: `a version is stored of a call that is not kept: ${generationIn(now)}`,
  };
}

/** What is left is listed in CallsByDay, where the next run finds it, and every hint has a row that leads to it. */
function isLost({ tables }: Snapshot): Broken | undefined {
  const hints = tables.CallsByUser.rows;
  const rows = ['CallRecords' as const, ...childTableNames].flatMap((table) => tables[table].rows);
  if (rows.length + hints.length > 0 && tables.CallsByDay.rows.length === 0) {
    return { rule: 'forgotten', message: `nothing leads to ${rows.length} rows and ${hints.length} hints` };
  }
  const named = new Set(TABLES_WITH_USERS.flatMap((table) => tables[table].rows.flatMap(usersIn)));
  const orphan = hints.find(({ cells }) => !named.has(cells.IdentityId?.value));
  if (orphan === undefined) return undefined;
  return { rule: 'forgotten', message: `no row says whose the hint of ${orphan.cells.IdentityId?.value} is` };
}

function usersIn({ cells }: StoredRow) {
  return [cells.IdentityId, cells.CallerIdentityId, cells.CalleeIdentityId].map((cell) => cell?.value);
}
