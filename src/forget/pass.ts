/** One pass over all stored calls that an erasure or an exclusion concerns, in as many runs as it takes. */

import { type DateTime, parseDateTime, toDate, toDateTime } from '../language/date-time.ts';
import { parseCallId } from '../language/identifiers.ts';
import type { Log } from '../logs/log.ts';
import type { Store } from '../rows/store.ts';
import { isAboutTheCall, type Rebuilding } from '../store/rebuild.ts';
import type { WithheldValues } from '../tables/declarations/withheld.ts';
import type { CallPlace } from '../tables/keys.ts';
import { inAnHour, KNOWN_AFTER_MS } from '../withheld/known-everywhere.ts';
import { valuesOfRow } from '../withheld/withheld.ts';
import { callsConcerned, isFoundAgain } from './calls-concerned.ts';
import { type ErasedRows, isCursorElsewhere } from './erase-elsewhere.ts';
import { forgetCall, sweepAbandoned, type ToForget } from './forget-call.ts';

export interface Forgetting extends Rebuilding {
  readonly log: Log;
}

/** What a pass works off. */
export interface Subject extends ToForget {
  readonly is: 'erasure' | 'exclusion';
  /** Once all calls are done: changes the other rows, from the cursor of a run that did not come to their end. */
  elsewhere(from: string | undefined): Promise<ErasedRows>;
}

const EVENTS = {
  erasure: { goesOn: 'erasureGoesOn', finished: 'erasureFinished' },
  exclusion: { goesOn: 'exclusionGoesOn', finished: 'exclusionFinished' },
} as const satisfies Readonly<Record<Subject['is'], object>>;

/** A call: `callId start`. */
type Noted = string;

/** A generation above the head of its call: `callId start generation`, and when it was first seen. */
type LeftAbove = Readonly<Record<string, DateTime>>;

/** The row has to hold them: with so many a run ends, and the next goes on once those an hour old are deleted. */
const MOST_LEFT_ABOVE = 200;

/**
 * The row has to hold them, too: with so many a run ends, and the next one begins with them. A call whose document is
 * damaged, or whose head cannot be read, is none of them: nothing of it is begun, and the next pass finds it.
 */
const MOST_HALF_DONE = 200;

export class Pass {
  readonly #forgetting: Forgetting;
  readonly #subject: Subject;
  readonly #until: Date;
  #found: number;
  #calls: number;
  #failed: number;
  #above: Record<string, DateTime>;
  #cursor: string | undefined;
  #underWay: ReadonlyArray<CallPlace>;
  /** As this run read or wrote it last. */
  #notedUnderWay: string | undefined;
  /** Calls that could not be stored again or wait for retention, and to which nothing else leads any more. */
  #halfDone: ReadonlyArray<CallPlace> = [];

  constructor(forgetting: Forgetting, subject: Subject, values: WithheldValues, until: Date) {
    this.#forgetting = forgetting;
    this.#subject = subject;
    this.#until = until;
    this.#found = values.FoundInPass ?? 0;
    // A pass that has found something goes on; any other begins.
    this.#failed = this.#found === 0 ? 0 : (values.FailedInPass ?? 0);
    this.#calls = values.Calls ?? 0;
    this.#above = { ...(JSON.parse(values.LeftAbove || '{}') as LeftAbove) };
    this.#underWay = callsUnderWay(forgetting.store, values);
    this.#notedUnderWay = values.UnderWay;
    this.#cursor = values.Cursor || undefined;
  }

  /** Resolves with how often a call could not be stored again, or a row not be changed. */
  async run(): Promise<number> {
    const { store, log } = this.#forgetting;
    const { rowKey, is } = this.#subject;
    const areCallsDone = await this.#forgetCalls();
    const elsewhere = areCallsDone ? await this.#forgetElsewhere() : { changed: 0, failed: 0 };
    const isDone = areCallsDone && this.#cursor === undefined;
    const isLast = isDone && this.#found + this.#leftAbove === 0;
    const now = toDateTime(store.clock.now());
    const isWritten = await this.#write({
      Calls: this.#calls,
      FoundInPass: isDone ? 0 : this.#found,
      FailedInPass: this.#failed,
      Cursor: isDone ? '' : (this.#cursor ?? ''),
      ...this.#notes,
      ...(isLast ? { FinishedAt: now } : {}),
      ...(isDone && !isLast ? { NextPassAt: inAnHour(now) } : {}),
    });
    const failed = this.#failed;
    log.info(EVENTS[is][isLast && isWritten ? 'finished' : 'goesOn'], {
      [is]: rowKey,
      calls: this.#calls,
      elsewhere: elsewhere.changed,
      failed,
    });
    return failed;
  }

  /** What nothing else leads to once a call is stored again. */
  get #notes(): Pick<WithheldValues, 'UnderWay' | 'LeftAbove'> {
    const underWay = [...this.#halfDone, ...this.#underWay].map(textOf);
    return { UnderWay: JSON.stringify(underWay), LeftAbove: JSON.stringify(this.#above) };
  }

  /**
   * False where an operator has lifted the exclusion meanwhile, or deleted the row: it must not come back. Also where
   * another run has noted calls since: nothing else may lead to them any more.
   */
  async #write(values: WithheldValues): Promise<boolean> {
    const { store } = this.#forgetting;
    const isWritten = await store.withheld.update<boolean>(this.#subject.rowKey, (row) => {
      const before = row && valuesOfRow(store, row);
      if (before === undefined || before.LiftedAt !== undefined) return { result: false };
      // The reply to our own write may have been lost.
      const isOwn = [this.#notedUnderWay, values.UnderWay].includes(before.UnderWay);
      return isOwn ? { write: { ...before, ...values }, result: true } : { result: false };
    });
    if (isWritten) this.#notedUnderWay = values.UnderWay;
    return isWritten;
  }

  get #leftAbove(): number {
    return Object.keys(this.#above).length;
  }

  /** Whether the run has to end. */
  get #isOver(): boolean {
    const isFull = this.#leftAbove >= MOST_LEFT_ABOVE || this.#halfDone.length >= MOST_HALF_DONE;
    return isFull || this.#forgetting.store.clock.now() >= this.#until;
  }

  /** Whether the pass came to its end; otherwise the run is over. */
  async #forgetCalls(): Promise<boolean> {
    const { store } = this.#forgetting;
    await this.#sweepAbove();
    if (!(await this.#forgetNoted())) return false;
    if (isCursorElsewhere(this.#cursor)) return true;
    for await (const { calls, cursor } of callsConcerned(store, this.#subject, this.#cursor)) {
      this.#cursor = cursor;
      this.#underWay = calls;
      if (calls.length > 0 && !(await this.#write(this.#notes))) return false;
      if (!(await this.#forgetNoted())) return false;
    }
    return true;
  }

  async #forgetElsewhere(): Promise<ErasedRows> {
    const from = isCursorElsewhere(this.#cursor) ? this.#cursor : undefined;
    const erased = await this.#subject.elsewhere(from);
    this.#cursor = erased.cursor;
    this.#found += erased.changed + erased.failed;
    this.#failed += erased.failed;
    return erased;
  }

  /** Whether all that are noted were begun; otherwise the run is over. */
  async #forgetNoted(): Promise<boolean> {
    const { store } = this.#forgetting;
    for (const call of this.#underWay) {
      if (this.#isOver) return false;
      const isDone = await this.#forget(call);
      const isHalfDone = !isDone && !(await isFoundAgain(store, call, this.#subject));
      if (isHalfDone) this.#halfDone = [...this.#halfDone, call];
      this.#underWay = this.#underWay.slice(1);
    }
    return !this.#isOver;
  }

  /** False where it could not be stored again, and where it waits for retention. */
  async #forget(call: CallPlace): Promise<boolean> {
    this.#found += 1;
    let isDone = true;
    const succeeded = await this.#succeeds(call, async () => {
      const { isStoredAgain, isLeft, above } = await forgetCall(this.#forgetting, call, this.#subject);
      for (const generation of above) this.#note(`${textOf(call)} ${generation}`);
      if (isStoredAgain) this.#calls += 1;
      isDone = !isLeft;
    });
    return succeeded && isDone;
  }

  /** False where it fails because of the call: the others go on, and the pass is not the last one. */
  async #succeeds(call: CallPlace, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isAboutTheCall(error)) throw error;
      this.#failed += 1;
      this.#forgetting.log.error('callNotForgotten', { callId: call.callId, error: error.name });
      return false;
    }
  }

  #note(key: string): void {
    this.#above[key] ??= toDateTime(this.#forgetting.store.clock.now());
  }

  /** What was above its head an hour ago, and still is not the head, was written by an attempt that ended. */
  async #sweepAbove(): Promise<void> {
    const { store } = this.#forgetting;
    for (const [key, seenAt] of Object.entries(this.#above)) {
      if (store.clock.now().getTime() - toDate(seenAt).getTime() < KNOWN_AFTER_MS) continue;
      const place = placeIn(store, key);
      const [, , generation] = key.split(' ');
      const isSwept =
        place === undefined ||
        generation === undefined ||
        (await this.#succeeds(place, () => sweepAbandoned(this.#forgetting, place, generation)));
      if (!isSwept) continue;
      const { [key]: _swept, ...others } = this.#above;
      this.#above = others;
    }
  }
}

/** Calls that the run before had begun with, or was about to. */
export function callsUnderWay(store: Store, { UnderWay }: WithheldValues): ReadonlyArray<CallPlace> {
  const noted = JSON.parse(UnderWay || '[]') as ReadonlyArray<Noted>;
  return noted.flatMap((text) => placeIn(store, text) ?? []);
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
