/** Compares one hour of Graph's list with what is stored, and makes the difference pending. */

import type { IsGivenUp } from '../dead-letters/given-up-calls.ts';
import { type DateTime, later, toDate, toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { makePending } from '../pending/make-pending.ts';
import { DeadlineExceeded } from '../ports/clock.ts';
import type { CallRecordList, CurrentStart, GraphFailure, ListedCall, ListedPage } from '../ports/graph.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { keptFailure } from '../status/failure-text.ts';
import type { Withheld } from '../withheld/withheld.ts';
import {
  addCounts,
  boundsOf,
  type CoverageCounts,
  checkAfterFault,
  type Finding,
  type Hour,
  NOTHING_COUNTED,
  nextCheckAt,
} from './coverage.ts';
import { formatCursor, type PageFinding, parseCursor } from './coverage-cursor.ts';
import { type CoveredHour, coverageValues } from './coverage-rows.ts';
import { type StoredCalls, storedCallsOfHour } from './stored-calls.ts';
import { countUnlisted } from './unlisted-calls.ts';

export interface Checking {
  readonly store: Store;
  readonly callRecordList: CallRecordList;
  readonly currentStart: CurrentStart;
  readonly isGivenUp: IsGivenUp;
  readonly withheld: Withheld;
  readonly latencyWindowMinutes: number;
  readonly log: Log;
}

/** Calls that no notification has brought. */
export interface Missed {
  readonly calls: number;
  /** When Graph last changed one of them, as far as the list says so. */
  readonly lastModifiedAt: DateTime | undefined;
}

export const NOTHING_MISSED: Missed = { calls: 0, lastModifiedAt: undefined };

export function addMissed(a: Missed, b: Missed): Missed {
  return { calls: a.calls + b.calls, lastModifiedAt: later(a.lastModifiedAt, b.lastModifiedAt) };
}

/**
 * How a check ended. `checked`: the hour's row says what was found. `changed`: another writer changed the row
 * meanwhile, and it is left to the next run. `outOfTime`: the hour goes on from its cursor in the next run.
 */
export type HourCheck = { readonly missed: Missed } & (
  | { readonly ended: 'checked' | 'changed' | 'outOfTime' }
  | { readonly ended: 'failed'; readonly failure: unknown }
);

/** Goes on where an earlier run ended. */
export async function checkHour(
  checking: Checking,
  covered: CoveredHour,
  signal: AbortSignal,
): Promise<HourCheck> {
  const { store, callRecordList } = checking;
  const { hour, values } = covered;
  let { row } = covered;
  let missed = NOTHING_MISSED;
  try {
    const progress = parseCursor(values.Cursor);
    let found: PageFinding = progress?.found ?? { ...NOTHING_COUNTED, freshUntil: undefined };
    const began = store.clock.now();
    const stored = await storedCallsOfHour(store, hour, checking.withheld);
    const unlisted = new Set(stored.storedBefore(began));
    for await (const page of callRecordList.pages(boundsOf(hour), progress?.link, signal)) {
      const compared = await compare(checking, page, stored);
      for (const { callId } of page.calls) unlisted.delete(callId);
      found = together(found, compared.found);
      // Their rows stand, and no later check can tell that nothing had brought them.
      missed = addMissed(missed, compared.missed);
      if (compared.interruption !== undefined) throw compared.interruption.error;
      if (page.nextLink === undefined) continue;
      const Cursor = formatCursor({ link: page.nextLink, found });
      const written = await store.coverage.replace(row, { ...values, Cursor });
      if (written === undefined) return { ended: 'changed', missed };
      row = written;
    }
    // Pages that an earlier run has read are not known any more: then what the check before has found stands.
    const isSettled = began.getTime() >= leavesWindow(hour, checking.latencyWindowMinutes);
    const hidden =
      progress === undefined && isSettled
        ? await countUnlisted(checking.currentStart, hour, [...unlisted], signal)
        : undefined;
    found = { ...found, unlisted: hidden ?? values.Unlisted ?? 0 };
    const written = await store.coverage.replace(row, checkedHour(checking, covered, found));
    return { ended: written === undefined ? 'changed' : 'checked', missed };
  } catch (failure) {
    return failure instanceof DeadlineExceeded
      ? { ended: 'outOfTime', missed }
      : { ended: 'failed', failure, missed };
  }
}

/** What the row of an hour says that was listed to its end. */
function checkedHour(
  { store, latencyWindowMinutes, log }: Checking,
  { hour, values }: CoveredHour,
  found: PageFinding,
) {
  const now = store.clock.now();
  const isComplete = found.missing === found.givenUp;
  const incompleteSince = isComplete ? undefined : (values.IncompleteSince ?? toDateTime(now));
  const finding: Finding = {
    ...found,
    incompleteSince: incompleteSince === undefined ? undefined : toDate(incompleteSince),
  };
  const next = nextCheckAt(hour, finding, now, latencyWindowMinutes);
  const { listed, stored, fresh, missing, givenUp, unlisted } = found;
  log.info('hourReconciled', { hour, listed, stored, fresh, missing, givenUp, unlisted });
  return {
    Listed: listed,
    Stored: stored,
    Fresh: fresh,
    Missing: missing,
    GivenUp: givenUp,
    Unlisted: unlisted,
    IncompleteSince: incompleteSince,
    CheckedAt: toDateTime(now),
    NextCheckAt: next === undefined ? undefined : toDateTime(next),
  };
}

/**
 * Notes that an hour cannot be listed for a reason of its own. A check that went on from a cursor begins anew at once:
 * Graph does not say how long a link is good for.
 */
export async function noteHourFault(
  { coverage, clock }: Store,
  { row, values: before }: CoveredHour,
  failure: GraphFailure,
  latencyWindowMinutes: number,
): Promise<void> {
  const current = await coverage.get(row.rowKey);
  if (current === undefined) return;
  const now = clock.now();
  const { Cursor: _, ...kept } = coverageValues(current, now);
  const wentOn = parseCursor(before.Cursor) !== undefined;
  await coverage.replace(current, {
    ...kept,
    NextCheckAt: wentOn ? kept.NextCheckAt : toDateTime(checkAfterFault(now, latencyWindowMinutes)),
    FailingSince: kept.FailingSince ?? toDateTime(now),
    LastError: keptFailure(failure.message),
  });
}

interface Compared {
  readonly found: PageFinding;
  readonly missed: Missed;
  /** Why not all of the page was compared. */
  readonly interruption: { readonly error: unknown } | undefined;
}

/** What becomes of one page. An entry without a readable id can be neither found nor fetched: it counts as missing. */
async function compare(
  { store, isGivenUp, latencyWindowMinutes }: Checking,
  { calls, unreadable }: ListedPage,
  stored: StoredCalls,
): Promise<Compared> {
  const counts = {
    ...NOTHING_COUNTED,
    listed: calls.length + unreadable,
    missing: unreadable,
  } satisfies CoverageCounts;
  let freshUntil: Date | undefined;
  let missed = NOTHING_MISSED;
  const compareCall = async (call: ListedCall): Promise<void> => {
    const state = await stored.stateOf(call.callId, call.version);
    if (state === 'stored') {
      counts.stored += 1;
      return;
    }
    // It belongs to an hour before, where its first version started.
    if (state === 'expired') {
      counts.listed -= 1;
      return;
    }
    const modifiedAt = modificationOf(call, store.clock.now());
    const until = modifiedAt && leavesWindowAt(modifiedAt, store.clock.now(), latencyWindowMinutes);
    if (until !== undefined) {
      counts.fresh += 1;
      freshUntil = later(freshUntil, until);
      return;
    }
    counts.missing += 1;
    if (await isGivenUp(call.callId, call.version)) {
      counts.givenUp += 1;
      return;
    }
    // A row that was there already says that the call had been heard of.
    if ((await makePending(store, call.callId, 'reconcile')) === 'created') {
      missed = addMissed(missed, { calls: 1, lastModifiedAt: modifiedAt });
    }
  };
  const interruption = await forEachConcurrently(calls, REQUESTS_AT_ONCE, compareCall).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  return { found: { ...counts, freshUntil }, missed, interruption };
}

/** How far Graph's clock may be ahead of ours. Instances in Azure keep the time within seconds; minutes are generous. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** When Graph changed the call; undefined when the list does not say, or names a time that has yet to come. */
function modificationOf({ version }: ListedCall, now: Date): DateTime | undefined {
  if (version === undefined) return undefined;
  const { lastModifiedDateTime } = version;
  return toDate(lastModifiedDateTime).getTime() > now.getTime() + CLOCK_SKEW_MS
    ? undefined
    : lastModifiedDateTime;
}

/** When the latency window of the hour's calls is over, in milliseconds since the epoch. */
function leavesWindow(hour: Hour, latencyWindowMinutes: number): number {
  return boundsOf(hour).to.getTime() + latencyWindowMinutes * MINUTE_MS;
}

/** When the call's notification is late; undefined when it is already. */
function leavesWindowAt(modifiedAt: DateTime, now: Date, latencyWindowMinutes: number): Date | undefined {
  const until = new Date(toDate(modifiedAt).getTime() + latencyWindowMinutes * MINUTE_MS);
  return until > now ? until : undefined;
}

function together(a: PageFinding, b: PageFinding): PageFinding {
  return { ...addCounts(a, b), freshUntil: later(a.freshUntil, b.freshUntil) };
}
