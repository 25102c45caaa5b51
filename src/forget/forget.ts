/**
 * Forgets people: a timer stores each call of theirs again without them, an hour after it was asked. By then no ingest
 * and no rebuild lives any more that did not know it. It repeats until a pass finds nothing.
 */

import { type DateTime, parseDateTime, toDate, toDateTime } from '../language/date-time.ts';
import { type Day, parseDay } from '../language/day.ts';
import { parseCallId } from '../language/identifiers.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../language/milliseconds.ts';
import type { Log } from '../logs/log.ts';
import { RECORD_KEPT_DAYS } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { isAboutTheCall, type Rebuilding } from '../store/rebuild.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import type { CallPlace } from '../tables/keys.ts';
import { type Erasure, erasureIn } from '../withheld/erasure.ts';
import { readWithheld, type WithheldRow } from '../withheld/withheld.ts';
import { callsByHint, callsByOrganizer, daysWithCalls } from './calls-of-person.ts';
import { eraseElsewhere } from './erase-elsewhere.ts';
import { forgetCall, sweepAbandoned } from './forget-call.ts';

export interface Forgetting extends Rebuilding {
  readonly log: Log;
}

/** Well before the host's functionTimeout of ten minutes. */
const RUN_WITHIN_MS = 8 * MINUTE_MS;
/** A rebuild of one call ends after 30 minutes, an ingest after ten, and the door is at most a minute old. */
export const FORGOTTEN_AFTER_MS = HOUR_MS;
/** Graph shows a record for 30 days; a day later nothing can bring the person back. */
const IDS_KEPT_MS = (RECORD_KEPT_DAYS + 1) * DAY_MS;

/** One run: goes on where the last one stopped. Rejects when storage fails. */
export async function forget(forgetting: Forgetting): Promise<void> {
  const { store } = forgetting;
  const until = new Date(store.clock.now().getTime() + RUN_WITHIN_MS);
  const { erasures } = await readWithheld(store);
  for (const row of erasures) {
    if (store.clock.now() >= until) return;
    await goOn(forgetting, row, until);
  }
}

async function goOn(forgetting: Forgetting, withheld: WithheldRow, until: Date): Promise<void> {
  const { store, log } = forgetting;
  const erasure = erasureIn(withheld);
  if (erasure === undefined) return;
  const now = store.clock.now().getTime();
  const { FinishedAt } = withheld.values;
  if (FinishedAt !== undefined) {
    if (now - toDate(FinishedAt).getTime() < IDS_KEPT_MS) return;
    // Whole: Merge would leave the ids.
    const { Ids: _ids, Pseudonym: _pseudonym, ...kept } = withheld.values;
    await store.withheld.replace(withheld.row, { ...kept, IdsClearedAt: toDateTime(store.clock.now()) });
    log.info('erasureIdsCleared', { erasure: erasure.rowKey });
    return;
  }
  if (now - toDate(erasure.requestedAt).getTime() < FORGOTTEN_AFTER_MS) return;
  await new Pass(forgetting, erasure, withheld.values, until).run();
}

/**
 * Calls that are noted in the row before they are begun: settling a call deletes the hint that leads to it first, and a
 * process that ends after that would leave rows to which nothing leads any more.
 */
const NOTED_AT_ONCE = 50;

/** A call: `callId start`. */
type Noted = string;

/** A generation above the head of its call: `callId start generation`, and when it was first seen. */
type LeftAbove = Readonly<Record<string, DateTime>>;

/** Of more than these no note is taken in one pass: the row has to hold them. */
const MOST_LEFT_ABOVE = 200;

/** One pass over all calls of one person, in as many runs as it takes. */
class Pass {
  readonly #forgetting: Forgetting;
  readonly #erasure: Erasure;
  readonly #until: Date;
  #found: number;
  #calls: number;
  #failed = 0;
  #above: Record<string, DateTime>;
  #cursor: Day | undefined;
  #underWay: ReadonlyArray<Noted>;

  constructor(forgetting: Forgetting, erasure: Erasure, values: WithheldValues, until: Date) {
    this.#forgetting = forgetting;
    this.#erasure = erasure;
    this.#until = until;
    this.#found = values.FoundInPass ?? 0;
    this.#calls = values.Calls ?? 0;
    this.#above = { ...(JSON.parse(values.LeftAbove || '{}') as LeftAbove) };
    this.#underWay = JSON.parse(values.UnderWay || '[]') as ReadonlyArray<Noted>;
    this.#cursor = values.Cursor === undefined ? undefined : parseDay(values.Cursor);
  }

  async run(): Promise<void> {
    const { store, log } = this.#forgetting;
    const isDone = await this.#forgetCalls();
    const elsewhere = isDone ? await eraseElsewhere(store, this.#erasure) : 0;
    const isLast =
      isDone && this.#found + elsewhere + this.#failed === 0 && Object.keys(this.#above).length === 0;
    await store.withheld.merge(this.#erasure.rowKey, {
      Calls: this.#calls,
      FoundInPass: isDone ? 0 : this.#found,
      Cursor: isDone ? '' : (this.#cursor ?? ''),
      UnderWay: JSON.stringify(this.#underWay),
      LeftAbove: JSON.stringify(this.#above),
      ...(isLast ? { FinishedAt: toDateTime(store.clock.now()) } : {}),
    });
    const { rowKey: erasure } = this.#erasure;
    const failed = this.#failed;
    log.info(isLast ? 'erasureFinished' : 'erasureGoesOn', {
      erasure,
      calls: this.#calls,
      elsewhere,
      failed,
    });
  }

  /** Whether the pass came to its end; otherwise time is over. */
  async #forgetCalls(): Promise<boolean> {
    const { store } = this.#forgetting;
    const { ids, requestedAt } = this.#erasure;
    await this.#sweepAbove();
    const begun = this.#underWay.flatMap((noted) => placeIn(store, noted) ?? []);
    if (!(await this.#each(begun))) return false;
    // Hints go with the person, so what is left of them is what is left to do.
    for (const id of ids) {
      for await (const calls of callsByHint(store, id, requestedAt)) {
        if (!(await this.#each(calls))) return false;
      }
    }
    for (const day of await daysWithCalls(store, requestedAt)) {
      if (this.#cursor !== undefined && day < this.#cursor) continue;
      this.#cursor = day;
      for (const id of ids) {
        for await (const calls of callsByOrganizer(store, id, day)) {
          if (!(await this.#each(calls))) return false;
        }
      }
    }
    return true;
  }

  /** Whether all were begun; otherwise time is over. */
  async #each(calls: ReadonlyArray<CallPlace>): Promise<boolean> {
    const { store } = this.#forgetting;
    for (let from = 0; from < calls.length; from += NOTED_AT_ONCE) {
      const noted = calls.slice(from, from + NOTED_AT_ONCE);
      this.#underWay = noted.map(textOf);
      await store.withheld.merge(this.#erasure.rowKey, { UnderWay: JSON.stringify(this.#underWay) });
      for (const call of noted) {
        if (store.clock.now() >= this.#until) return false;
        await this.#forget(call);
        this.#underWay = this.#underWay.slice(1);
      }
    }
    return true;
  }

  async #forget(call: CallPlace): Promise<void> {
    try {
      const { above } = await forgetCall(this.#forgetting, call, this.#erasure.ids);
      for (const generation of above) this.#note(`${textOf(call)} ${generation}`);
      this.#found += 1;
      this.#calls += 1;
    } catch (error) {
      if (!isAboutTheCall(error)) throw error;
      this.#failed += 1;
      this.#forgetting.log.error('callNotForgotten', { callId: call.callId, error: error.name });
    }
  }

  #note(key: string): void {
    if (key in this.#above || Object.keys(this.#above).length >= MOST_LEFT_ABOVE) return;
    this.#above[key] = toDateTime(this.#forgetting.store.clock.now());
  }

  /** What was above its head an hour ago, and still is not the head, was written by an attempt that ended. */
  async #sweepAbove(): Promise<void> {
    const { store } = this.#forgetting;
    for (const [key, seenAt] of Object.entries(this.#above)) {
      if (store.clock.now().getTime() - toDate(seenAt).getTime() < FORGOTTEN_AFTER_MS) continue;
      const place = placeIn(store, key);
      const [, , generation] = key.split(' ');
      if (place !== undefined && generation !== undefined)
        await sweepAbandoned(this.#forgetting, place, generation);
      const { [key]: _swept, ...others } = this.#above;
      this.#above = others;
    }
  }
}

function textOf({ callId, firstStartDateTime }: CallPlace): Noted {
  return `${callId} ${firstStartDateTime}`;
}

/** The call of a note; undefined for what an operator has written there. */
function placeIn({ tenantId }: Store, noted: Noted): CallPlace | undefined {
  const [id, start] = noted.split(' ');
  const callId = parseCallId(id);
  const firstStartDateTime = parseDateTime(start);
  return callId === undefined || firstStartDateTime === undefined
    ? undefined
    : { tenantId, callId, firstStartDateTime };
}
