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
import type { Broken } from './rules.ts';
import { having, leftBy, type Messages, type Scenario } from './scenario.ts';
import type { Snapshot } from './snapshot.ts';

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

function deleting(before: Scenario['before'], ...messages: Messages): Scenario {
  return { before, messages, rules: () => ({ atAnInstant: cameBack, inTheEnd: isLost }) };
}

const stored = having(firstVersion);

export const deletions = {
  'a stored call': deleting(stored, redelivered, deletion),
  'a new version that was never committed, which a user has left': deleting(
    leftBy(second, 'before the swap', stored),
    redelivered,
    deletion,
  ),
  'rows of an attempt that never committed': deleting(
    leftBy(first, 'before the swap', having()),
    redelivered,
    deletion,
  ),
  'a commit that was never settled': deleting(
    leftBy(first, 'after the swap', having()),
    redelivered,
    deletion,
  ),
  'a stored call, deleted by two runs': deleting(stored, { ...deletion, name: 'C' }, deletion),
} as const satisfies Readonly<Record<string, Scenario>>;

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
