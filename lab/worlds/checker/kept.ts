/**
 * Rule 9: what is not kept any more is deleted whole and does not come back, and what is kept is not deleted: the limits
 * follow a KEEP_DAYS that instances have and operators have agreed to, and a day lies between refusing and deleting.
 */

import { DAY_MS } from '../../../src/language/milliseconds.ts';
import type { StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import type { SimulatorEvent } from '../../graph/events.ts';
import { type Row, textOf } from '../../judge/row.ts';
import { CALL_TABLES, type CallTable } from '../../judge/stored-calls.ts';
import type { Report } from './violation.ts';

interface KeptOptions {
  readonly now: () => number;
  /** By how much the clocks of instances are wrong at most. */
  readonly skewMilliseconds: number;
  readonly rows: (table: TableName) => Iterable<StoredRow>;
  readonly report: Report;
}

/** A KEEP_DAYS that instances have or had. */
interface Setting {
  /** Undefined: for ever. */
  readonly days: number | undefined;
  /** Milliseconds since the epoch. */
  until: number;
}

/** What the row says, in text as it is stored; empty where it says nothing. */
interface Limits {
  readonly days: string;
  readonly refusedBefore: string;
  readonly deletedBefore: string;
}

const NO_LIMITS: Limits = { days: '', refusedBefore: '', deletedBefore: '' };

/** A run of the timer ends within ten minutes, and the processes that it began with have their setting until then. */
const IN_FORCE_FOR_MS = 15 * 60_000;

/** A run reads its clock before it writes, and storage may be slow in between. */
const WRITTEN_WITHIN_MS = 10 * 60_000;

/** For so long an agreement waits for its KEEP_DAYS. */
const AGREED_FOR_MS = DAY_MS;

/** Both limits follow a setting within two days. */
const BEHIND_DAYS = 2;

export class Kept {
  readonly #options: KeptOptions;
  /** By call: its start, as it was committed first; before, the earliest that Graph has shown. */
  readonly #starts = new Map<string, string>();
  /** Calls that were committed. */
  readonly #committed = new Set<string>();
  readonly #settings: Array<Setting> = [];
  /** By KEEP_DAYS. */
  readonly #agreedAt = new Map<string, number>();
  #limits = NO_LIMITS;
  /** By day: since when calls before it are refused. */
  readonly #refusedSince = new Map<string, number>();
  /** The KEEP_DAYS that applied before, and until when a run may still follow it. */
  #daysBefore = { days: '', until: 0 };

  constructor(options: KeptOptions) {
    this.#options = options;
  }

  heard(event: SimulatorEvent): void {
    if (event.type !== 'callEnded' && event.type !== 'versionPublished') return;
    const { callId, startDateTime } = event;
    if (this.#committed.has(callId)) return;
    const before = this.#starts.get(callId);
    if (before === undefined || startDateTime < before) this.#starts.set(callId, startDateTime);
  }

  /** The start in the first version stored is what the keys of a call keep: Graph may show another one by now. */
  headWritten(callId: string, row: Row): void {
    this.#starts.set(callId, textOf(row, 'FirstStartDateTime'));
    this.#committed.add(callId);
  }

  /** From now on instances have this KEEP_DAYS; undefined: for ever. */
  configured(days: number | undefined): void {
    const before = this.#settings.at(-1);
    if (before !== undefined) before.until = this.#options.now() + IN_FORCE_FOR_MS;
    this.#settings.push({ days, until: Number.POSITIVE_INFINITY });
  }

  /** An operator agrees to the KEEP_DAYS that waits. */
  agreed(days: number): void {
    this.#agreedAt.set(String(days), this.#options.now());
  }

  /** The row of the limits was written. */
  written(row: Row | undefined): void {
    const before = this.#limits;
    const limits: Limits = {
      days: row === undefined ? '' : textOf(row, 'KeepDays'),
      refusedBefore: row === undefined ? '' : textOf(row, 'RefusedBefore'),
      deletedBefore: row === undefined ? '' : textOf(row, 'DeletedBefore'),
    };
    this.#limits = limits;
    if (limits.days !== before.days) this.#checkDays(limits, before);
    if (limits.refusedBefore !== before.refusedBefore) this.#checkRefused(limits, before);
    if (limits.deletedBefore !== before.deletedBefore) this.#checkDeleted(limits, before);
  }

  /** Milliseconds since the epoch; undefined for a call that never was. */
  startOf(callId: string): number | undefined {
    const start = this.#starts.get(callId);
    return start === undefined ? undefined : Date.parse(start);
  }

  /** Whether nothing of the call is stored any more. */
  isRefused(callId: string): boolean {
    const day = this.#dayOf(callId);
    return day !== undefined && day < this.#limits.refusedBefore;
  }

  /** Whether its rows may go: what KEEP_DAYS keeps by now stays, even where another KEEP_DAYS had it refused. */
  isDeletable(callId: string): boolean {
    const day = this.#dayOf(callId);
    return day !== undefined && this.#isDeletableDay(day);
  }

  /** The KEEP_DAYS that applies; undefined: none does. */
  get applies(): number | undefined {
    return this.#limits.days === '' ? undefined : Number(this.#limits.days);
  }

  /** The first day whose calls are kept; empty while all are. */
  get refusedBefore(): string {
    return this.#limits.refusedBefore;
  }

  /** Whether both limits have followed the KEEP_DAYS that instances have. */
  get isUpToDate(): boolean {
    const { days } = this.#settings.at(-1) ?? {};
    if (days === undefined) return true;
    if (this.applies !== days) return false;
    const { refusedBefore, deletedBefore } = this.#limits;
    const now = this.#options.now();
    // A setting that was shorter before has moved them further.
    const isAhead = refusedBefore > dayOf(now - days * DAY_MS);
    return isAhead || deletedBefore >= dayOf(now - (days + BEHIND_DAYS) * DAY_MS);
  }

  /** Once the timer has had its time. */
  checkEnding(): void {
    const { rows, report } = this.#options;
    if (!this.isUpToDate) report('forgotten', `the limits do not follow: ${JSON.stringify(this.#limits)}`);
    for (const table of CALL_TABLES) {
      for (const row of rows(table)) {
        const callId = textOf(row, 'CallId') || row.partitionKey;
        if (!this.isDeletable(callId) || !this.#isDeletableDay(ownDayOf(table, row))) continue;
        report('forgotten', `a row is left: ${table} ${row.partitionKey} ${row.rowKey}`, callId);
      }
    }
  }

  #checkDays({ days }: Limits, before: Limits): void {
    const { now, skewMilliseconds, report } = this.#options;
    this.#daysBefore = { days: before.days, until: now() + IN_FORCE_FOR_MS };
    if (this.#inForce(days) === undefined)
      report('forgotten', `KEEP_DAYS ${days} applies, and no instance has it`);
    const isLonger = days === '' || (before.days !== '' && Number(days) >= Number(before.days));
    const agreedFor = AGREED_FOR_MS + 2 * skewMilliseconds + WRITTEN_WITHIN_MS;
    const isAgreed = (this.#agreedAt.get(days) ?? 0) > now() - agreedFor;
    if (!isLonger && !isAgreed && this.#hasCallsBefore(this.#latestFirstDay(days)))
      report('forgotten', `KEEP_DAYS ${days} applies, and no operator has agreed to it`);
  }

  /** A day that becomes earlier is one that more days reach back to, and none whose calls were to be deleted. */
  #checkRefused({ refusedBefore, deletedBefore, days }: Limits, before: Limits): void {
    const { now, report } = this.#options;
    const isFollowed = days !== '' && refusedBefore <= this.#latestFirstDay(days);
    const isMore = before.days !== '' && (days === '' || Number(days) > Number(before.days));
    const isTakenBack = isMore && refusedBefore >= deletedBefore;
    const isEarlier = refusedBefore < before.refusedBefore;
    if (isEarlier ? !isTakenBack : !isFollowed)
      report('forgotten', `calls before ${refusedBefore} are refused, and KEEP_DAYS is ${days}`);
    for (const day of this.#refusedSince.keys()) if (day > refusedBefore) this.#refusedSince.delete(day);
    if (!this.#refusedSince.has(refusedBefore)) this.#refusedSince.set(refusedBefore, now());
  }

  #checkDeleted({ deletedBefore }: Limits, before: Limits): void {
    const { now, skewMilliseconds, report } = this.#options;
    const since = this.#refusedSince.get(deletedBefore) ?? Number.POSITIVE_INFINITY;
    const aDay = DAY_MS - 2 * skewMilliseconds - WRITTEN_WITHIN_MS;
    if (deletedBefore < before.deletedBefore || now() - since < aDay)
      report('forgotten', `calls before ${deletedBefore} are deleted, and were not refused for a day`);
  }

  #inForce(days: string): Setting | undefined {
    const now = this.#options.now();
    return this.#settings.findLast((setting) => String(setting.days ?? '') === days && setting.until > now);
  }

  #hasCallsBefore(day: string): boolean {
    for (const row of this.#options.rows('CallsByDay')) {
      if (row.partitionKey.slice(-'yyyy-MM-dd'.length) < day) return true;
    }
    return false;
  }

  /** The first day that is kept, by the clock that is furthest ahead. */
  #latestFirstDay(days: string): string {
    const { now, skewMilliseconds } = this.#options;
    return dayOf(now() + skewMilliseconds - Number(days) * DAY_MS);
  }

  #isDeletableDay(day: string): boolean {
    const { deletedBefore, days } = this.#limits;
    const { days: daysBefore, until } = this.#daysBefore;
    if (day >= deletedBefore) return false;
    const applied = until > this.#options.now() ? [days, daysBefore] : [days];
    return applied.some((one) => one !== '' && day < this.#latestFirstDay(one));
  }

  /** On which the call started. */
  #dayOf(callId: string): string | undefined {
    return this.#starts.get(callId)?.slice(0, 'yyyy-MM-dd'.length);
  }
}

/**
 * The day that a row is deleted with, besides its call's: a letter is of when it was written, and what was left of a call
 * is listed under the start that Graph showed last. Empty for rows that go with the call.
 */
function ownDayOf(table: CallTable, row: Row): string {
  if (table === 'CallsByDay') return row.partitionKey.slice(-'yyyy-MM-dd'.length);
  const since = table === 'DeadLetters' ? 'DeadAt' : 'FirstSeenAt';
  return textOf(row, since).slice(0, 'yyyy-MM-dd'.length);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 'yyyy-MM-dd'.length);
}
