/** Compares one hour of Graph's list with what is stored, and makes the difference pending. */

import type { IsGivenUp } from '../dead-letters/given-up-calls.ts';
import { type DateTime, later, toDate, toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Log } from '../logs/log.ts';
import { ERROR_LENGTH } from '../pending/defer.ts';
import { makePending } from '../pending/make-pending.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRecordList, GraphFailure, ListedCall, ListedPage } from '../ports/graph.ts';
import type { Tables } from '../ports/storage.ts';
import {
  addCounts,
  boundsOf,
  type CoverageCounts,
  checkAfterFault,
  type Finding,
  NOTHING_COUNTED,
  nextCheckAt,
} from './coverage.ts';
import { formatCursor, type PageFinding, parseCursor } from './coverage-cursor.ts';
import { type CoveredHour, coverageValues, writeHour } from './coverage-rows.ts';
import { type IsStored, storedVersionsOfHour } from './stored-versions.ts';

export interface CheckHourDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly callRecordList: CallRecordList;
  readonly clock: Clock;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** What checks of this run share. */
export interface Checking {
  readonly isGivenUp: IsGivenUp;
  /** Told of each call that no notification has brought, with the time Graph last changed it where the list says so. */
  readonly onMissed: (modifiedAt: DateTime | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * `checked`: the hour's row says what was found. `changed`: somebody else wrote the row meanwhile, and it is left to
 * the next run.
 */
export type HourResult = 'checked' | 'changed';

/** Calls of a page that are looked up at once. */
const CALLS_AT_ONCE = 16;

/**
 * Goes on where an earlier run ended. Rejects with GraphFailure when Graph does not answer; with the signal's reason
 * when time is up, and then the hour goes on from its cursor in the next run.
 */
export async function checkHour(
  dependencies: CheckHourDependencies,
  covered: CoveredHour,
  checking: Checking,
): Promise<HourResult> {
  const { tables, tenantId, callRecordList, latencyWindowMinutes, clock, log } = dependencies;
  const { hour, values } = covered;
  const progress = parseCursor(values.Cursor);
  let found: PageFinding = progress?.found ?? { ...NOTHING_COUNTED, freshUntil: undefined };
  let row = covered.row;
  const isStored = await storedVersionsOfHour(tables, tenantId, hour);
  for await (const page of callRecordList.pages(boundsOf(hour), progress?.link, checking.signal)) {
    found = together(found, await compare(dependencies, page, isStored, checking));
    if (page.nextLink === undefined) continue;
    const Cursor = formatCursor({ link: page.nextLink, found });
    const written = await writeHour(dependencies, row, { ...values, Cursor });
    if (written === undefined) return 'changed';
    row = written;
  }
  const now = clock.now();
  const isComplete = found.missing === found.givenUp;
  const incompleteSince = isComplete ? undefined : (values.IncompleteSince ?? toDateTime(now));
  const finding: Finding = {
    ...found,
    incompleteSince: incompleteSince === undefined ? undefined : toDate(incompleteSince),
  };
  const next = nextCheckAt(hour, finding, now, latencyWindowMinutes);
  const { listed, stored, fresh, missing, givenUp } = found;
  log.info('hourReconciled', { hour, listed, stored, fresh, missing, givenUp });
  const written = await writeHour(dependencies, row, {
    Listed: listed,
    Stored: stored,
    Fresh: fresh,
    Missing: missing,
    GivenUp: givenUp,
    IncompleteSince: incompleteSince,
    CheckedAt: toDateTime(now),
    NextCheckAt: next === undefined ? undefined : toDateTime(next),
  });
  return written === undefined ? 'changed' : 'checked';
}

/**
 * Notes that an hour cannot be listed for a reason of its own. A check that went on from a cursor begins anew at once:
 * Graph does not say how long a link is good for.
 */
export async function noteHourFault(
  { tables, clock, latencyWindowMinutes }: CheckHourDependencies,
  { row, values: before }: CoveredHour,
  failure: GraphFailure,
): Promise<void> {
  const current = await tables.table('Coverage').get(row);
  if (current === undefined) return;
  const { Cursor: _, ...kept } = coverageValues(current, clock.now());
  const wentOn = parseCursor(before.Cursor) !== undefined;
  await writeHour({ tables }, current, {
    ...kept,
    NextCheckAt: wentOn ? kept.NextCheckAt : toDateTime(checkAfterFault(clock.now(), latencyWindowMinutes)),
    LastError: failure.message.slice(0, ERROR_LENGTH),
  });
}

/** What becomes of one page. An entry without a readable id can be neither found nor fetched: it counts as missing. */
async function compare(
  dependencies: CheckHourDependencies,
  { calls, unreadable }: ListedPage,
  isStored: IsStored,
  checking: Checking,
): Promise<PageFinding> {
  const counts = {
    ...NOTHING_COUNTED,
    listed: calls.length + unreadable,
    missing: unreadable,
  } satisfies CoverageCounts;
  let freshUntil: Date | undefined;
  await forEachConcurrently(calls, CALLS_AT_ONCE, async (call) => {
    if (await isStored(call.callId, call.version)) {
      counts.stored += 1;
      return;
    }
    const until = leavesWindowAt(call, dependencies);
    if (until !== undefined) {
      counts.fresh += 1;
      freshUntil = later(freshUntil, until);
      return;
    }
    counts.missing += 1;
    if (await checking.isGivenUp(call.callId, call.version)) {
      counts.givenUp += 1;
      return;
    }
    // A row that was there already says that the call had been heard of.
    if ((await makePending(dependencies, call.callId, 'reconcile')) === 'created') {
      checking.onMissed(call.version?.lastModifiedDateTime);
    }
  });
  return { ...counts, freshUntil };
}

/** When the call's notification is late; undefined when it is already. */
function leavesWindowAt(
  { version }: ListedCall,
  { clock, latencyWindowMinutes }: CheckHourDependencies,
): Date | undefined {
  if (version === undefined) return undefined;
  const until = new Date(toDate(version.lastModifiedDateTime).getTime() + latencyWindowMinutes * 60_000);
  return until > clock.now() ? until : undefined;
}

function together(a: PageFinding, b: PageFinding): PageFinding {
  return { ...addCounts(a, b), freshUntil: later(a.freshUntil, b.freshUntil) };
}
