/**
 * The words of this program and the few interfaces between its inside and the world.
 *
 * notification    one element of a Graph changeNotificationCollection
 * call record     Graph's callRecord with participants, sessions, segments, media and streams
 * version         Graph's monotonically increasing version; newer means (version, lastModifiedDateTime) in order
 * ingest          fetch a call record from Graph and store it
 * latency window  the 150 minutes in which a 404 means "not yet"
 * pending         a call to be ingested later: one row, one reason, one due time
 * generation      the rows one ingest attempt writes
 * revision        our own rewriting of the same Graph version
 * head            the row of table CallRecords that says which generation is current
 * settle          make everything derived from the head agree with it
 * dead letter     a message we gave up on, kept with its reason, replayable
 * gap             time without a live subscription
 * reconcile       list what Graph has for an hour of start times, and make what is not stored pending
 * coverage        stored / listed of an hour; a day is the sum of its hours
 */

import type { CallId } from '../language/identifiers.ts';
import type { RecordVersion } from '../language/version.ts';
import type { CallRecordBody } from '../record/call-record.ts';
import type { GraphAnswer } from '../record/call-record-document.ts';
import type { CallRecordPage } from '../record/call-record-pages.ts';
import type { Cell, Row, RowKey, StoredRow } from '../tables/cell.ts';
import type { TableName } from '../tables/declarations/index.ts';
import type { CallRecordMessage } from './call-record-message.ts';

/** Time, injected so that tests need not wait. */
export interface Clock {
  now(): Date;
  /** Resolves after the given time; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts with DeadlineExceeded once the given time has passed. */
  deadline(milliseconds: number): AbortSignal;
}

/** The time allowed for a piece of work is over. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** Randomness, injected so that a run can be repeated. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
}

/** What a log line may carry: no bodies, no tokens, no personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured logging of the invocation that is running. The event is a fixed name; what varies is in the fields. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** The queue between the webhook and ingest. */
export interface CallRecordQueue {
  /** Resolves once the queue has confirmed the message, which never expires; rejects otherwise. */
  send(message: CallRecordMessage, signal?: AbortSignal): Promise<void>;
  /** Messages in the queue or its poison queue, visible or not; approximate, as the service counts them. */
  approximateLength(of: 'queue' | 'poisonQueue'): Promise<number>;
  /**
   * Puts the text of a message in again, as a new one that never expires and is visible after the given time:
   * the last resort for a message that cannot be handled while there is nowhere else to keep it.
   */
  putBack(text: string, into: 'queue' | 'poisonQueue', afterSeconds: number): Promise<void>;
}

/** The tables, by their declared names. */
export interface Tables {
  table(name: TableName): Table;
}

/** One change inside a batch. */
export type BatchAction =
  | { readonly kind: 'insert' | 'upsert' | 'merge'; readonly row: Row }
  | { readonly kind: 'delete'; readonly key: RowKey };

/** How a conditional write ended: the new ETag, or the reason why nothing was written. */
export type ConditionalWrite =
  | { readonly written: true; readonly etag: string }
  | { readonly written: false; readonly because: 'exists' | 'missing' | 'changed' };

/** Which rows a query wants. Bounds are compared as Table Storage does: by UTF-16 code unit. */
export interface RowQuery {
  readonly partitionKey: string;
  /** Only row keys that begin with this. */
  readonly rowKeyPrefix?: string;
  /** Only this row key and those after it. */
  readonly rowKeyFrom?: string;
  /** Only row keys before this one. */
  readonly rowKeyBefore?: string;
  /** All must hold; a row without the column does not match. */
  readonly where?: ReadonlyArray<Condition>;
  /** Only these columns; all of them when absent. Keys and ETag always come along. */
  readonly select?: ReadonlyArray<string>;
}

export interface Condition {
  readonly column: string;
  readonly is: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
  readonly cell: Cell;
}

/**
 * One table. Every method is one storage request, but for query, which is one for each page of 1,000 rows.
 * A fault of the service rejects with StorageFailure; what the caller must decide about is in the result.
 */
export interface Table {
  get(key: RowKey, select?: ReadonlyArray<string>): Promise<StoredRow | undefined>;
  /** Writes a row that must not be there yet. */
  insert(row: Row): Promise<ConditionalWrite>;
  /** Replaces the row whose ETag is given, whole. */
  replace(row: Row, etag: string): Promise<ConditionalWrite>;
  /** Writes the row whole, whether or not it is there. */
  upsert(row: Row): Promise<void>;
  /** Writes the row's cells and leaves its other columns as they are; creates the row when it is missing. */
  merge(row: Row): Promise<void>;
  /** Deletes a row, when an ETag is given only in that state. A missing row is `missing`. */
  delete(key: RowKey, etag?: string): Promise<ConditionalWrite>;
  /** All or nothing, in one partition, 1 to 100 actions. Rejects with RowMissing or RowExists. */
  batch(actions: ReadonlyArray<BatchAction>): Promise<void>;
  /** Rows in key order, page by page. */
  query(query: RowQuery): AsyncIterable<ReadonlyArray<StoredRow>>;
}

/** A batch that inserts a row which is already there. Nothing of the batch was done. */
export class RowExists extends Error {
  override readonly name = 'RowExists';
}

/** A batch that names a row to delete which is no longer there. Nothing of the batch was done. */
export class RowMissing extends Error {
  override readonly name = 'RowMissing';
}

/**
 * A storage request that failed. The SDK's own error is not kept as the cause: it holds the request's URL, whose keys
 * are call and user ids.
 */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The service's error code (`ServerBusy`, `TableNotFound`), or the network's (`ECONNREFUSED`). */
  readonly code: string | undefined;

  constructor(message: string, details: { status?: number | undefined; code?: string | undefined } = {}) {
    super(message);
    this.status = details.status;
    this.code = details.code;
  }

  /**
   * Whether the same request may succeed later: false when storage refuses what was asked (400, 413 and their like). A
   * status below 400 comes with an answer that cannot be read, which is hardly storage's.
   */
  get mayPass(): boolean {
    const { status } = this;
    return status === undefined || status < 400 || status >= 500 || PASSING_REFUSALS.has(status);
  }
}

/** Not allowed or not there (yet), too slow, in conflict, too much: what people or time can change. */
const PASSING_REFUSALS: ReadonlySet<number> = new Set([401, 403, 404, 408, 409, 412, 429]);

/** Reads call records from Graph. All methods reject with GraphFailure. */
export interface CallRecordReader {
  /** The first request: the record with its first page of sessions. */
  open(callId: CallId, signal: AbortSignal): Promise<CallRecordReading>;
}

/**
 * One consistent reading of one version of a call record, page by page, so that memory holds a page and not the
 * meeting. Iterate participants, then sessions, once each; then confirm.
 * All reject with VersionMoved when Graph shows another version than the record's.
 */
export interface CallRecordReading {
  readonly record: CallRecordBody;
  /** What Graph answered first: the record and its first sessions. All other answers come with their pages. */
  readonly opening: GraphAnswer;
  participantPages(): AsyncIterable<CallRecordPage>;
  sessionPages(): AsyncIterable<CallRecordPage>;
  /** When the reading took more than its two first requests, asks Graph once more which version is current. */
  confirm(): Promise<void>;
}

/** The record changed between two requests of one reading: begin again. */
export class VersionMoved extends Error {
  override readonly name = 'VersionMoved';
}

/** Why Graph did not give what was asked. */
export type GraphFailureKind =
  /** 404: not yet readable, gone after 30 days, or never there. */
  | 'notFound'
  /** 429, longer than an inline wait: ask again at `retryAt`. */
  | 'throttled'
  /** 401: the token was refused, or none could be had. */
  | 'unauthorized'
  /** 403: the app role is missing or not yet in the token. */
  | 'forbidden'
  /** 5xx, time-out, no connection: ask again later, at `retryAt` when Graph said when. */
  | 'unavailable'
  /** 409 on creating a subscription: one of the same kind exists. */
  | 'conflict'
  /** 400 and other refusals of what was asked: asking again in the same words is no use. */
  | 'rejected'
  /** A 2xx whose body is not what the contract says. `message` names the property. */
  | 'malformed';

/** A request to Graph that failed; the message holds no body and no token. */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure';
  readonly kind: GraphFailureKind;
  readonly retryAt: Date | undefined;
  readonly status: number | undefined;
  /** Graph's `error.code`. */
  readonly code: string | undefined;
  /** The id Graph's support asks for. */
  readonly clientRequestId: string | undefined;

  constructor(
    kind: GraphFailureKind,
    message: string,
    details: {
      retryAt?: Date;
      status?: number;
      code?: string;
      clientRequestId?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.retryAt = details.retryAt;
    this.status = details.status;
    this.code = details.code;
    this.clientRequestId = details.clientRequestId;
  }
}

/** A call as Graph lists it. */
export interface ListedCall {
  readonly callId: CallId;
  /** Undefined when the list does not say which version it shows. */
  readonly version: RecordVersion | undefined;
}

export interface ListedPage {
  readonly calls: ReadonlyArray<ListedCall>;
  /** Listed calls whose id cannot be read. */
  readonly unreadable: number;
  /** Where the next page is; undefined on the last one. */
  readonly nextLink: string | undefined;
}

/** Lists the call records that Graph has, which it keeps for 30 days. */
export interface CallRecordList {
  /**
   * The calls that started in a period (`from` included, `to` not), page by page in no particular order; from `link`
   * on where a page before has given it. No faster than Graph allows, whoever asks in this process.
   * Rejects with GraphFailure, or with the signal's reason.
   */
  pages(
    period: { readonly from: Date; readonly to: Date },
    link: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<ListedPage>;
}

/** Holds back requests to Graph while the tenant is throttled; shared by all instances. */
export interface ThrottleGate {
  /** No request may leave before this instant; undefined when nothing holds. */
  notBefore(): Promise<Date | undefined>;
  /** Graph throttled the tenant until then. */
  hold(until: Date): Promise<void>;
}

/** A subscription as Graph lists it. Graph never returns clientState. */
export interface GraphSubscription {
  readonly id: string;
  readonly resource: string;
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | undefined;
  readonly expirationDateTime: Date;
  readonly applicationId: string | undefined;
}

/** What a new subscription asks for. */
export interface SubscriptionRequest {
  readonly resource: string;
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string;
  readonly expirationDateTime: Date;
  readonly clientState: string;
}

/** Graph's subscriptions of this app. All methods reject with GraphFailure. */
export interface GraphSubscriptions {
  list(signal: AbortSignal): Promise<ReadonlyArray<GraphSubscription>>;
  /** Undefined when Graph has none of this id. */
  get(id: string, signal: AbortSignal): Promise<GraphSubscription | undefined>;
  create(request: SubscriptionRequest, signal: AbortSignal): Promise<GraphSubscription>;
  /** Extends the subscription (which re-authorises it too) and moves its webhook. `notFound` when it is gone. */
  renew(
    id: string,
    changes: { readonly expirationDateTime: Date; readonly notificationUrl: string },
    signal: AbortSignal,
  ): Promise<GraphSubscription>;
  /** Deletes the subscription; one that is already gone is fine. */
  delete(id: string, signal: AbortSignal): Promise<void>;
}
