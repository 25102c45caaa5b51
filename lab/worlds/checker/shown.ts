/**
 * Rule 10: what was shown here is stored, or on its way, or said to be neither. A call counts once a notification of it was
 * answered with 2xx, or once the check of an hour that listed it was written down. This says what is on no way just now:
 * then health must be red.
 */

import { HOUR_MS, MINUTE_MS } from '../../../src/language/milliseconds.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import { RETENTION_MILLISECONDS } from '../../graph/call.ts';
import type { SimulatorEvent } from '../../graph/events.ts';
import { textOf } from '../../judge/row.ts';
import type { Accounts } from './accounts.ts';
import type { Heads } from './heads.ts';
import type { Kept } from './kept.ts';
import { callIn } from './message-text.ts';

/** What is on no way to being done. */
export interface Standing {
  readonly what: string;
  readonly callId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A message in one of the queues. */
interface Message {
  readonly text: string;
  readonly visibleAt: Date;
}

/** What stands in queues and tables, read past every wire. */
export interface Raw {
  readonly queue: ReadonlyArray<Message>;
  readonly poisonQueue: ReadonlyArray<Message>;
}

/** Health is red so long after something began to stand, at the latest. */
export const RED_WITHIN_MS = 15 * MINUTE_MS;

/** "Typically within 30 minutes, up to 150": until then the notification of a call that is listed may be on its way. */
const LATENCY_MS = 150 * MINUTE_MS;
/** Clocks differ by minutes: what was changed later than this from now was not changed just now. */
const SKEW_MS = 5 * MINUTE_MS;

/** A call that is due is taken up by a timer of some minutes. */
const RELEASED_WITHIN_MS = 15 * MINUTE_MS;
/** Hours that are due are listed one after the other: all within two hours, and meanwhile some in any quarter of one. */
const ALL_LISTED_WITHIN_MS = 2 * HOUR_MS;
const ONE_LISTED_WITHIN_MS = 15 * MINUTE_MS;

export class Shown {
  readonly #now: () => number;
  readonly #heads: Heads;
  readonly #kept: Kept;
  readonly #accounts: Accounts;
  readonly #latencyMilliseconds: number;
  readonly #startedAt = new Map<string, number>();
  /** Shown, and not stored when last looked at. */
  readonly #open = new Set<string>();
  /** By hour: listed, and not written down yet. */
  readonly #listed = new Map<string, Set<string>>();
  readonly #checkedAt = new Map<string, string>();
  /** By hour: when it is to be listed next. */
  readonly #dueAt = new Map<string, string>();
  /** Of each call that stands, since when. */
  #standing = new Map<string, number>();

  /** `skewMilliseconds`: by how much the clocks of instances are wrong at most. */
  constructor(now: () => number, heads: Heads, accounts: Accounts, kept: Kept, skewMilliseconds = 0) {
    this.#latencyMilliseconds = LATENCY_MS + skewMilliseconds;
    this.#now = now;
    this.#heads = heads;
    this.#kept = kept;
    this.#accounts = accounts;
  }

  heard(event: SimulatorEvent): void {
    if (event.type === 'callEnded') this.#startedAt.set(event.callId, Date.parse(event.startDateTime));
  }

  notified(callId: string): void {
    this.#open.add(callId);
  }

  /** An instance has received a page of the list. */
  listed(body: string): void {
    for (const { id, lastModifiedDateTime } of membersOf(body)) {
      const startedAt = this.#startedAt.get(id);
      const age = this.#now() - Date.parse(lastModifiedDateTime);
      if (startedAt === undefined || (age < this.#latencyMilliseconds && age > -SKEW_MS)) continue;
      const hour = new Date(startedAt).toISOString().slice(0, 'yyyy-MM-ddTHH'.length);
      const calls = this.#listed.get(hour) ?? new Set();
      this.#listed.set(hour, calls.add(id));
    }
  }

  /** A row of Coverage was written: its hour may have been listed to its end. */
  hourWritten(row: StoredRow): void {
    const checkedAt = textOf(row, 'CheckedAt');
    const dueAt = textOf(row, 'NextCheckAt');
    if (dueAt === '') this.#dueAt.delete(row.rowKey);
    else this.#dueAt.set(row.rowKey, dueAt);
    if (checkedAt === (this.#checkedAt.get(row.rowKey) ?? '')) return;
    this.#checkedAt.set(row.rowKey, checkedAt);
    for (const callId of this.#listed.get(row.rowKey) ?? []) this.#open.add(callId);
    this.#listed.delete(row.rowKey);
  }

  /** To be asked every few minutes: a call stands since it was first seen to. */
  standing(raw: Raw): ReadonlyArray<Standing> {
    return [...this.#calls(raw), ...this.#messages(raw), ...this.#hours()];
  }

  #calls({ queue }: Raw): ReadonlyArray<Standing> {
    const { tenantId } = this.#accounts;
    const queued = new Set(queue.map(({ text }) => callIn(text, tenantId)));
    const before = this.#standing;
    this.#standing = new Map();
    const standing: Array<Standing> = [];
    for (const callId of this.#open) {
      const startedAt = this.#startedAt.get(callId) ?? this.#now();
      const isForgotten = this.#now() - startedAt > RETENTION_MILLISECONDS || this.#kept.isRefused(callId);
      if (this.#heads.of(callId) !== undefined || isForgotten) {
        this.#open.delete(callId);
        continue;
      }
      const what = this.#standsBy(callId, queued);
      if (what === undefined) continue;
      const since = before.get(callId) ?? this.#now();
      this.#standing.set(callId, since);
      standing.push({ what, callId, since });
    }
    return standing;
  }

  /** Undefined for a call that is on its way, or was given up with a reason. */
  #standsBy(callId: string, queued: ReadonlySet<string | undefined>): string | undefined {
    const letters = [...this.#accounts.deadLetters.values()].filter((letter) => letter.callId === callId);
    const open = letters.find(({ state }) => state !== 'dismissed' && state !== 'stored');
    if (open !== undefined) return `its dead letter is ${open.state}`;
    const row = this.#accounts.pendingRowOf(callId);
    if (row === undefined) {
      const isDismissed = letters.some(({ state }) => state === 'dismissed');
      return queued.has(callId) || isDismissed ? undefined : 'it is neither stored, nor queued, nor pending';
    }
    if (textOf(row, 'State') !== 'waiting' || queued.has(callId)) return undefined;
    const next = textOf(row, 'NextAttemptAt');
    const isAhead = Date.parse(next) > this.#now() - RELEASED_WITHIN_MS;
    return isAhead ? undefined : `its next attempt was due at ${next}`;
  }

  #messages({ queue, poisonQueue }: Raw): ReadonlyArray<Standing> {
    return [...queue, ...poisonQueue]
      .filter(({ visibleAt }) => visibleAt.getTime() <= this.#now())
      .map(({ text, visibleAt }) => ({
        what: `a message has been visible since ${visibleAt.toISOString()}`,
        callId: callIn(text, this.#accounts.tenantId),
        since: visibleAt.getTime(),
      }));
  }

  #hours(): ReadonlyArray<Standing> {
    // Of times as texts the last is the latest.
    const now = new Date(this.#now()).toISOString();
    const due = [...this.#dueAt].filter(([, dueAt]) => dueAt <= now);
    if (due.length === 0) return [];
    const lastCheckedAt = [...this.#checkedAt.values()].reduce((last, at) => (at > last ? at : last), '');
    const lastChecked = lastCheckedAt === '' ? 0 : Date.parse(lastCheckedAt);
    return due.flatMap(([hour, at]) => {
      const dueAt = Date.parse(at);
      const since = Math.min(
        dueAt + ALL_LISTED_WITHIN_MS,
        Math.max(dueAt, lastChecked) + ONE_LISTED_WITHIN_MS,
      );
      if (since > this.#now()) return [];
      return [{ what: `the hour ${hour} was to be listed at ${at}`, callId: undefined, since }];
    });
  }
}

interface Member {
  readonly id: string;
  readonly lastModifiedDateTime: string;
}

/** Of an answer in whatever form. */
function membersOf(body: string): ReadonlyArray<Member> {
  try {
    const { value } = JSON.parse(body) as { readonly value?: unknown };
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
