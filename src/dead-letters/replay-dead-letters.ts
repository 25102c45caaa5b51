/** Gives dead letters that name a call further chances by themselves, and closes those whose call was stored. */

import { type DateTime, earlier, parseDateTime, toDate, toDateTime } from '../language/date-time.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { type CallId, parseCallId } from '../language/identifiers.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { parseTraceparent } from '../language/traceparent.ts';
import type { Log } from '../logs/log.ts';
import { makePending } from '../pending/make-pending.ts';
import { isBelievable } from '../ports/clock.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHead } from '../store/head.ts';
import { isAboutTheCall, type Rebuilding, settleStored } from '../store/rebuild.ts';
import { versionReadAt } from '../store/versions-stored.ts';
import type { StoredRow } from '../tables/cell.ts';
import { isKeptByGraph, LONGEST_REPLAY_WAIT_MS, nextReplayAt } from './replay-times.ts';
import { REPLAYED_SOURCES, type ReplayedSource, unresolvedLetters } from './unresolved.ts';

/** An outage can leave thousands; the rest is left to the next runs, a minute apart. */
const MOST_A_RUN = 500;

/**
 * One message that ends its process takes those along that are under way beside it, and all of them are poisoned
 * together. Each is replayed alone: where the host outlives its worker, five deliveries of the one that is to blame, half a minute
 * apart, are over by then.
 */
const BETWEEN_POISONED_MS = 5 * MINUTE_MS;

function replayedSource({ partitionKey }: StoredRow): ReplayedSource | undefined {
  return REPLAYED_SOURCES.find((source) => source === partitionKey);
}

/** Whether replaying a dead letter can do anything: it names a call, and came from a queue. */
export function canBeReplayed(row: StoredRow): boolean {
  return replayedSource(row) !== undefined && parseCallId(row.cells.CallId?.value) !== undefined;
}

/**
 * Leaves a dead letter to the next run of maintain; false when its row has changed meanwhile. Only that run makes its
 * call pending and marks it as replayed, so the caller may end at any moment.
 */
export async function askForReplay(store: Store, row: StoredRow): Promise<boolean> {
  const source = replayedSource(row);
  if (source === undefined) return false;
  const asked = { State: 'waiting', NextReplayAt: toDateTime(store.clock.now()) };
  return (await store.deadLetters(source).change(row, asked)) !== undefined;
}

/** An unresolved letter that names a call, as far as a run has to know it. */
interface OpenLetter {
  readonly rowKey: string;
  readonly callId: CallId;
  readonly deadAt: DateTime;
  readonly isDue: boolean;
}

export interface Replaying extends Rebuilding {
  readonly log: Log;
}

/** Resolves with the number of calls that were made pending. */
export async function replayDeadLetters(replaying: Replaying): Promise<number> {
  const { store, log } = replaying;
  const done = { replayed: 0, stored: 0 };
  for (const source of REPLAYED_SOURCES) {
    const open = await openLetters(store, source);
    const due = open.filter(({ isDue }) => isDue).slice(0, MOST_A_RUN);
    const apart = source === 'call-records-poison' ? BETWEEN_POISONED_MS : 0;
    await forEachConcurrently([...due.entries()], REQUESTS_AT_ONCE, async ([place, letter]) => {
      if (await replay(replaying, source, letter, place * apart)) done.replayed += 1;
    });
    const others = inTurn(
      open.filter(({ isDue }) => !isDue),
      store.clock.now(),
    );
    await forEachConcurrently(others, REQUESTS_AT_ONCE, async (letter) => {
      if (await resolveIfStored(replaying, source, letter)) done.stored += 1;
    });
  }
  if (done.replayed + done.stored > 0)
    log.info('deadLettersReplayed', { calls: done.replayed, stored: done.stored });
  return done.replayed;
}

async function openLetters(store: Store, source: ReplayedSource): Promise<ReadonlyArray<OpenLetter>> {
  const now = toDateTime(store.clock.now());
  const open: Array<OpenLetter> = [];
  for await (const page of unresolvedLetters(store, source, ['State', 'CallId', 'DeadAt', 'NextReplayAt'])) {
    for (const { rowKey, cells } of page) {
      const callId = parseCallId(cells.CallId?.value);
      const deadAt = parseDateTime(cells.DeadAt?.value);
      if (callId === undefined || deadAt === undefined) continue;
      // A row of an earlier build has no time, and is due; so is one with a time that no right clock has noted.
      const at = parseDateTime(cells.NextReplayAt?.value) ?? now;
      const isDue = at <= now || !isBelievable(at, store.clock.now(), LONGEST_REPLAY_WAIT_MS);
      open.push({ rowKey, callId, deadAt, isDue: cells.State?.value !== 'operator' && isDue });
    }
  }
  return open;
}

/** As many as a run looks at; over some minutes all of them have their turn. */
function inTurn(letters: ReadonlyArray<OpenLetter>, now: Date): ReadonlyArray<OpenLetter> {
  if (letters.length <= MOST_A_RUN) return letters;
  const first = (Math.floor(now.getTime() / MINUTE_MS) * MOST_A_RUN) % letters.length;
  return [...letters.slice(first), ...letters.slice(0, first)].slice(0, MOST_A_RUN);
}

/** The pending row first, then the mark: a crash between the two replays the call twice, which costs a request. */
async function replay(
  rebuilding: Rebuilding,
  source: ReplayedSource,
  letter: OpenLetter,
  afterMilliseconds: number,
): Promise<boolean> {
  const { store } = rebuilding;
  if (await resolveIfStored(rebuilding, source, letter)) return false;
  const letters = store.deadLetters(source);
  const row = await letters.get(letter.rowKey);
  if (row === undefined) return false;
  const now = store.clock.now();
  const firstDeadAt = earlier(toDate(parseDateTime(row.cells.FirstDeadAt?.value) ?? letter.deadAt), now);
  // What an operator set to waiting is tried even so.
  if (!isKeptByGraph(firstDeadAt, now) && row.cells.State?.value !== 'waiting') {
    await letters.change(row, { State: 'operator' });
    return false;
  }
  const options = { traceparent: parseTraceparent(row.cells.Traceparent?.value), afterMilliseconds };
  await makePending(store, letter.callId, 'replay', options);
  const next = nextReplayAt(firstDeadAt, now);
  const mark =
    next === undefined
      ? { State: 'operator', ReplayedAt: toDateTime(now) }
      : { State: 'replayed', ReplayedAt: toDateTime(now), NextReplayAt: toDateTime(next) };
  await letters.change(row, mark);
  return true;
}

/**
 * Closes a letter whose call was stored after it was given up on; what it was about is stored by then. What stored it may
 * have known nothing of the attempts that failed, and no other will look for the rows that they left.
 */
async function resolveIfStored(
  rebuilding: Rebuilding,
  source: ReplayedSource,
  { rowKey, callId, deadAt }: OpenLetter,
): Promise<boolean> {
  const { store } = rebuilding;
  try {
    const head = await readHead(store, callId);
    if (head === undefined || versionReadAt(head, store.clock.now()) <= deadAt) return false;
    await settleStored(rebuilding, callId);
  } catch (error) {
    // A damaged row of one call must not keep the letters of others from being tried again.
    if (isAboutTheCall(error)) return false;
    throw error;
  }
  const row = await store.deadLetters(source).get(rowKey);
  return (
    row !== undefined && (await store.deadLetters(source).change(row, { State: 'stored' })) !== undefined
  );
}
