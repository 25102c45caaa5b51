/** Sums a day up from its media streams, of which memory holds one page. */

import type { Day } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { dayPartition, partitionsBeginning } from '../tables/keys.ts';
import { valuesIn } from '../tables/table.ts';
import type { SummedCall, SummedCalls } from './calls-of-summary.ts';
import {
  type ClientEnd,
  classifiedStreams,
  clientEndsOf,
  type Dimension,
  dimensions,
  qualityOf,
  type SummedStream,
  streamsOfAnyLayout,
} from './summed-stream.ts';
import { type Counted, type CountedStream, Tally } from './tally.ts';

/** A row but for what all rows of the day have in common. */
export interface SummedRow extends Counted {
  readonly Dimension: Dimension | 'hour';
  readonly Value: string;
  readonly CallsDigest?: string | undefined;
}

export interface SummedDay {
  /** One for each value of a dimension and for each hour with calls, in no order. */
  readonly rows: ReadonlyArray<SummedRow>;
  readonly total: Counted;
  /** Streams that the calls count and that were not there. */
  readonly streamsMissing: number;
}

/** The value that a value of a dimension counts for; undefined: for none. */
export type ValueNames = (dimension: Dimension, value: string) => string | undefined;

/** Rejects with the reason of the signal once it aborts. */
export async function sumDay(
  store: Store,
  day: Day,
  calls: SummedCalls,
  signal: AbortSignal,
  names: ValueNames = (_dimension, value) => value,
): Promise<SummedDay> {
  const sums = new DaySums(store.tenantId, calls, names);
  const isAllClassified = calls.byId.values().every(({ isClassified }) => isClassified);
  const columns = isAllClassified ? classifiedStreams : streamsOfAnyLayout;
  // A day's streams stand in several partitions, whose keys begin with the day; a call's streams stand in one.
  const query = {
    ...partitionsBeginning(dayPartition(store.tenantId, day)),
    select: Object.keys(columns.columns),
  };
  for await (const page of store.table('MediaStreams').queryPartitions(query)) {
    signal.throwIfAborted();
    for (const row of page) {
      const stream = valuesIn(columns, row);
      if (stream !== undefined) sums.add(stream);
    }
  }
  return sums.result;
}

class DaySums {
  readonly #tenantId: TenantId;
  readonly #calls: SummedCalls;
  readonly #names: ValueNames;
  readonly #total = new Tally();
  readonly #hours = new Map<string, Tally>();
  readonly #values: Readonly<Record<Dimension, Map<string, Tally>>> = {
    connection: new Map(),
    device: new Map(),
    network: new Map(),
    platform: new Map(),
  };
  /** Numbers for ids: a set of them takes a tenth of the memory. */
  readonly #people = new Map<string, number>();
  #streams = 0;
  #callId = '';
  #callNumber = 0;
  #session = -1;
  #sessionNumber = 0;

  constructor(tenantId: TenantId, calls: SummedCalls, names: ValueNames) {
    this.#tenantId = tenantId;
    this.#calls = calls;
    this.#names = names;
  }

  /** Streams of other generations than those that the calls name do not count. */
  add(stream: SummedStream): void {
    const call = this.#calls.byId.get(stream.CallId);
    if (call?.generation !== stream.Generation) return;
    this.#streams += 1;
    const counted = this.#counted(stream, call);
    const ends = clientEndsOf(stream, call.isPeerToPeer, this.#tenantId);
    const hour = tallyOf(this.#hours, call.hour);
    this.#total.add(counted, undefined);
    hour.add(counted, undefined);
    for (const end of ends) {
      const person = this.#personAt(end);
      this.#total.add(counted, person);
      hour.add(counted, person);
      this.#addToValues(end, counted, person);
    }
  }

  get result(): SummedDay {
    const all = [...this.#calls.byId.values()];
    const hours = Map.groupBy(all, ({ hour }) => hour);
    const rows = [
      ...[...hours].map(([hour, calls]) => ({
        Dimension: 'hour' as const,
        Value: hour,
        CallsDigest: this.#calls.digestOfHour.get(hour),
        ...ofAllCalls(tallyOf(this.#hours, hour), calls),
      })),
      ...dimensions.flatMap((dimension) =>
        Array.from(this.#values[dimension], ([value, tally]) => ({
          Dimension: dimension,
          Value: value,
          ...tally.counted,
        })),
      ),
    ];
    const expected = all.reduce((sum, { mediaStreams }) => sum + mediaStreams, 0);
    return {
      rows,
      total: ofAllCalls(this.#total, all),
      streamsMissing: Math.max(0, expected - this.#streams),
    };
  }

  #counted(stream: SummedStream, { isClassified }: SummedCall): CountedStream {
    const isNewCall = stream.CallId !== this.#callId;
    if (isNewCall) {
      this.#callId = stream.CallId;
      this.#callNumber += 1;
    }
    if (isNewCall || stream.SessionOrdinal !== this.#session) {
      this.#session = stream.SessionOrdinal;
      this.#sessionNumber += 1;
    }
    return {
      quality: qualityOf(stream, isClassified),
      ordinal: this.#streams,
      call: this.#callNumber,
      session: this.#sessionNumber,
      isDropped: stream.SessionFailureStage === 'midcall',
    };
  }

  #personAt({ person }: ClientEnd): number | undefined {
    if (person === undefined) return undefined;
    const number = this.#people.get(person) ?? this.#people.size;
    this.#people.set(person, number);
    return number;
  }

  #addToValues({ values }: ClientEnd, stream: CountedStream, person: number | undefined): void {
    for (const dimension of dimensions) {
      const sent = values[dimension];
      const value = sent === undefined ? undefined : this.#names(dimension, sent);
      if (value !== undefined) tallyOf(this.#values[dimension], value).add(stream, person);
    }
  }
}

function tallyOf(tallies: Map<string, Tally>, value: string): Tally {
  const tally = tallies.get(value) ?? new Tally();
  tallies.set(value, tally);
  return tally;
}

/** Of an hour or a day all calls and sessions count, also those without media streams. */
function ofAllCalls(tally: Tally, calls: ReadonlyArray<SummedCall>): Counted {
  return {
    ...tally.counted,
    CallCount: calls.length,
    SessionCount: calls.reduce((sum, { sessions }) => sum + sessions, 0),
    SetupFailedSessionCount: calls.reduce((sum, { setupFailed }) => sum + setupFailed, 0),
    DroppedSessionCount: calls.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}
