/** Reads what the screen Flow shows, beside the status: a few requests, whatever has piled up. */

import { unresolvedLetters } from '../../dead-letters/unresolved.ts';
import { inOrder } from '../../pending/pending-rows.ts';
import { type CoveredHour, readCoverage } from '../../reconcile/coverage-rows.ts';
import type { Store } from '../../rows/store.ts';
import { readSubscriptions } from '../../subscription/subscription-rows.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { timeIn } from '../../tables/cell-text.ts';
import { deadLetterSources } from '../../tables/declarations/dead-letters.ts';
import type { SubscriptionValues } from '../../tables/declarations/subscriptions.ts';
import type { WithheldValues } from '../../tables/declarations/withheld.ts';
import { ERASURE, EXCLUSION } from '../../withheld/withheld.ts';

/** Rows of a list: more than these are read in the terminal. */
const MOST_ROWS_SHOWN = 50;

/** Some rows of a table, and whether there are others. */
export interface SomeRows {
  readonly rows: ReadonlyArray<StoredRow>;
  readonly hasMore: boolean;
}

export interface FlowRead {
  /** Those of which Graph may still show a call, in order. */
  readonly hours: ReadonlyArray<CoveredHour>;
  /** By reason, the oldest first. */
  readonly pending: SomeRows;
  /** Unresolved, the latest first. */
  readonly deadLetters: SomeRows;
  /** The latest first. */
  readonly subscriptions: ReadonlyArray<readonly [id: string, values: SubscriptionValues]>;
  readonly leftOut: LeftOutRead;
}

/** Erasures and exclusions that are not finished. */
export interface LeftOutRead {
  readonly erasures: ReadonlyArray<WithheldValues>;
  readonly exclusions: ReadonlyArray<WithheldValues>;
}

export async function readFlow(store: Store): Promise<FlowRead> {
  const [hours, pending, letters, subscriptions, leftOut] = await Promise.all([
    readCoverage(store),
    firstPage(store.pending.query()),
    Promise.all(deadLetterSources.map((source) => firstPage(unresolvedLetters(store, source, LETTER)))),
    readSubscriptions(store),
    readLeftOut(store),
  ]);
  return {
    hours,
    pending: shown([pending], inOrder),
    deadLetters: shown(letters, latestFirst),
    subscriptions: [...subscriptions].sort(([, a], [, b]) => (sinceOf(a) < sinceOf(b) ? 1 : -1)),
    leftOut,
  };
}

/** A row that an operator has broken is shown as far as it can be read. */
async function readLeftOut({ withheld }: Store): Promise<LeftOutRead> {
  const rows = (await Array.fromAsync(withheld.query())).flat();
  const unfinished = (kind: string) =>
    rows
      .filter(({ rowKey }) => rowKey.startsWith(kind))
      .map((row) => withheld.readableIn(row))
      .filter(({ FinishedAt }) => FinishedAt === undefined);
  return { erasures: unfinished(ERASURE), exclusions: unfinished(EXCLUSION) };
}

const LETTER = ['State', 'Reason', 'DeadAt', 'NextReplayAt', 'CallId'];

/** One request. */
async function firstPage(pages: AsyncIterable<ReadonlyArray<StoredRow>>): Promise<SomeRows> {
  let first: ReadonlyArray<StoredRow> | undefined;
  for await (const page of pages) {
    if (first !== undefined) return { rows: first, hasMore: page.length > 0 };
    first = page;
  }
  return { rows: first ?? [], hasMore: false };
}

function shown(parts: ReadonlyArray<SomeRows>, order: (a: StoredRow, b: StoredRow) => number): SomeRows {
  const rows = parts.flatMap((part) => part.rows).sort(order);
  return {
    rows: rows.slice(0, MOST_ROWS_SHOWN),
    hasMore: rows.length > MOST_ROWS_SHOWN || parts.some(({ hasMore }) => hasMore),
  };
}

function latestFirst(a: StoredRow, b: StoredRow): number {
  const at = (row: StoredRow) => timeIn(row, 'DeadAt') ?? row.rowKey;
  return at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0;
}

function sinceOf({ CreatedAt, LastSeenAt }: SubscriptionValues): string {
  return CreatedAt ?? LastSeenAt ?? '';
}
