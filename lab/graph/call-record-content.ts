/** What a call's record holds: a place for generated records and for those of a test. */

/** One published version of a record. */
export interface RecordVersion {
  readonly version: number;
  /** Which publication it is, counted from 1: versions need not be consecutive. */
  readonly ordinal: number;
  readonly lastModifiedDateTime: string;
  /** The start that this version was asked to show. */
  readonly startDateTime: string | undefined;
  /** Counts that this version was asked to have. */
  readonly sessions: number | undefined;
  readonly participants: number | undefined;
}

/** Entities made on demand, one at a time: a meeting of 6,000 sessions never exists as a whole. */
export interface Entities {
  readonly count: number;
  at(index: number): object;
}

/** The entities from one index up to another, or all that there are. */
export function* entitiesOf(entities: Entities, from = 0, to = entities.count): Iterable<object> {
  for (let index = from; index < Math.min(to, entities.count); index += 1) yield entities.at(index);
}

export interface CallRecordContent {
  readonly startDateTime: string;
  readonly endDateTime: string;
  record(version: RecordVersion): object;
  sessions(version: RecordVersion): Entities;
  participants(version: RecordVersion): Entities;
}
