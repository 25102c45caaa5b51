/** Microsoft Graph, as the product sees it. */

import type { DateTime } from '../language/date-time.ts';
import type { CallId } from '../language/identifiers.ts';
import { DAY_MS, MINUTE_MS } from '../language/milliseconds.ts';
import type { RecordVersion } from '../language/version.ts';
import type { CallRecordBody } from '../record/call-record.ts';
import type { GraphAnswer } from '../record/call-record-document.ts';
import type { CallRecordPage } from '../record/call-record-pages.ts';

/**
 * Graph shows records of calls that started in the last 30 days, and expects a record within 150 minutes of its
 * notification. https://learn.microsoft.com/graph/callrecords-api-faq
 */
export const RECORD_KEPT_DAYS = 30;
export const DOCUMENTED_LATENCY_MINUTES = 150;

/** Graph asks for pauses of seconds or minutes. A longer one comes from a broken header, or from a wrong clock. */
export const LONGEST_PAUSE_MS = DAY_MS;

/** A subscription to call records ends within 4,230 minutes. https://learn.microsoft.com/graph/api/resources/subscription */
export const SUBSCRIPTION_LIVES_MS = 4_230 * MINUTE_MS;

/**
 * How often one piece of work begins again because a newer version of its call came in between. Graph publishes a handful of
 * versions in hours: work meets one of them, hardly ever two.
 */
export const MOST_VERSIONS_MET = 5;

/** Reads call records from Graph. All methods reject with GraphFailure. */
export interface CallRecordReader {
  /** The first request: the record with its first page of sessions. */
  open(callId: CallId, signal: AbortSignal): Promise<CallRecordReading>;
}

/**
 * When Graph says now that a call starts: one request for the record alone. Rejects with GraphFailure, `notFound` when
 * Graph does not show the call.
 */
export type CurrentStart = (callId: CallId, signal: AbortSignal) => Promise<DateTime>;

/**
 * One consistent reading of one version of a call record, page by page, so that memory holds a page and not the
 * meeting. Iterate participants, then sessions, once each; then confirm.
 * All reject with VersionMoved when Graph shows another version than the record's; participants with
 * ParticipantsRefused too.
 */
export interface CallRecordReading {
  readonly record: CallRecordBody;
  /** What Graph answered first: the record and its first sessions. All other answers come with their pages. */
  readonly opening: GraphAnswer;
  participantPages(): AsyncIterable<CallRecordPage>;
  sessionPages(): AsyncIterable<CallRecordPage>;
  /** Once all pages are read: why some members may be missing; undefined when all are there. */
  readonly incompleteBecause: string | undefined;
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
  /** 409 on creating a subscription: one of the same kind exists, which `conflictsWith` names. */
  | 'conflict'
  /** 403 on creating a subscription: there are as many as Graph allows. */
  | 'quotaReached'
  /** 400 and other refusals of what was asked: asking again in the same words does not help. */
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
  /** The id of the subscription that exists already, where Graph names it. */
  readonly conflictsWith: string | undefined;

  constructor(
    kind: GraphFailureKind,
    message: string,
    details: {
      retryAt?: Date;
      status?: number;
      code?: string;
      clientRequestId?: string;
      conflictsWith?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.retryAt = details.retryAt;
    this.status = details.status;
    this.code = details.code;
    this.clientRequestId = details.clientRequestId;
    this.conflictsWith = details.conflictsWith;
  }
}

/** Graph shows the record, and refuses the list of its participants: with a 400, a 404 or the like. */
export class ParticipantsRefused extends Error {
  override readonly name = 'ParticipantsRefused';
  readonly status: number | undefined;

  constructor({ message, status }: GraphFailure) {
    super(message);
    this.status = status;
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
   * on where a page before has given it. No faster than Graph allows, for all callers in this process together.
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
