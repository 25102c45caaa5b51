/** What can be seen of one call from outside: what Graph did for it, and what the pipeline logged about it. */

import type { CallKind } from '../graph/call-kinds.ts';
import type { SimulatorEvent } from '../graph/events.ts';
import type { PipelineEvent } from './host-log.ts';

/** Where a call is between its end and its rows. */
export type Step =
  /** It ended, and Graph has not notified anybody. */
  | { readonly kind: 'ended' }
  /** The webhook accepted a notification of something that is not stored yet. */
  | { readonly kind: 'notified' }
  /** `version` is the newest one when Graph last showed the record; `answers` counts its pages. */
  | { readonly kind: 'reading'; readonly version: number; readonly answers: number }
  /** For what Graph answered, in words; once the pipeline has made the call pending, `until` says when it asks again. */
  | { readonly kind: 'waiting'; readonly why: string; readonly until?: Date | undefined }
  | { readonly kind: 'stored' }
  | { readonly kind: 'dead' };

type Event<Type> = Extract<SimulatorEvent | PipelineEvent, { readonly type: Type }>;
export type PublishedVersion = Pick<Event<'versionPublished'>, 'version' | 'participants' | 'sessions'>;

export interface Throttling {
  readonly since: Date;
  readonly retryAfter: string | undefined;
  /** Until Graph answered; undefined while the wait lasts. */
  readonly waitedSeconds: number | undefined;
  /** A request came before Graph had allowed it. */
  readonly wasImpatient: boolean;
}

export class ObservedCall {
  readonly callId: string;
  readonly kind: CallKind | 'adopted';
  step: Step = { kind: 'ended' };
  /** In order of publication. */
  readonly published: Array<PublishedVersion> = [];
  /** Versions in order of storing. */
  readonly stored: Array<number> = [];
  /** Notifications that the webhook accepted. */
  notified = 0;
  /** Answers 404. */
  notFound = 0;
  /** Answers of the largest reading so far: 2 without pages. */
  mostAnswers = 0;
  throttling: Throttling | undefined;
  /** From the first notification until the last version was stored. */
  lagSeconds: number | undefined;

  constructor({ callId, kind }: Pick<ObservedCall, 'callId' | 'kind'>) {
    this.callId = callId;
    this.kind = kind;
  }

  get newest(): PublishedVersion | undefined {
    return this.published.at(-1);
  }

  /** Whether the newest version that Graph has published is in the tables, as far as the log says. */
  get isStoredAtNewest(): boolean {
    return this.newest !== undefined && this.stored.at(-1) === this.newest.version;
  }

  /** A notification was accepted. One that brings no news, or comes after the reading began, changes nothing. */
  hearNotification(): void {
    const isNews = this.step.kind === 'ended' || (this.step.kind === 'stored' && !this.isStoredAtNewest);
    this.notified += 1;
    if (isNews) this.step = { kind: 'notified' };
  }

  /** Graph answered a request about the call's record. */
  hearAnswer(answer: Event<'requestAnswered'>): void {
    const { status, retryAfter, at } = answer;
    const wasImpatient = this.throttling?.wasImpatient === true || answer.earlyByMilliseconds !== undefined;
    if (status === 429) {
      const why = retryAfter === undefined ? '429: waits' : `429: waits ${retryAfter} s`;
      this.step = { kind: 'waiting', why };
      const since = this.throttling?.since ?? at;
      this.throttling = { since, retryAfter, waitedSeconds: undefined, wasImpatient };
      return;
    }
    // The second look that a repeated notification brings ends where it began.
    if (this.step.kind === 'stored' && this.isStoredAtNewest) return;
    if (status === 404) {
      this.notFound += 1;
      this.step = { kind: 'waiting', why: '404: not there yet' };
    } else if (status !== 200) this.step = { kind: 'waiting', why: `${status}: asks again` };
    // A fault that leaves the status as it is breaks the answer on its way.
    else if (answer.faults.length > 0) this.step = { kind: 'waiting', why: 'no answer: asks again' };
    else this.#hearPage(answer, wasImpatient);
  }

  #hearPage({ operation, at }: Event<'requestAnswered'>, wasImpatient: boolean): void {
    if (this.throttling?.waitedSeconds === undefined && this.throttling !== undefined) {
      const waitedSeconds = (at.getTime() - this.throttling.since.getTime()) / 1000;
      this.throttling = { ...this.throttling, waitedSeconds, wasImpatient };
    }
    const before = this.step.kind === 'reading' ? this.step : undefined;
    const newest = this.newest?.version ?? 0;
    // Only the record itself shows a version; the pages after it belong to that one.
    const version = operation === 'getCallRecord' ? newest : (before?.version ?? newest);
    const answers = (before?.answers ?? 0) + 1;
    this.step = { kind: 'reading', version, answers };
    this.mostAnswers = Math.max(this.mostAnswers, answers);
  }

  /** The pipeline ended an ingest of the call. */
  hearOutcome({ outcome, because = '', until, lagSeconds }: Event<'callRecordIngested'>): void {
    switch (outcome) {
      case 'stored':
        this.stored.push(this.step.kind === 'reading' ? this.step.version : (this.newest?.version ?? 0));
        this.step = { kind: 'stored' };
        this.lagSeconds = lagSeconds;
        break;
      case 'superseded':
        // A host that died between storing and saying so has left the saying to another.
        if (this.step.kind === 'reading') this.stored.push(this.step.version);
        if (this.stored.length > 0) this.step = { kind: 'stored' };
        break;
      case 'deferred':
        // It is stored, and looked at again for a newer version.
        if (because === 'secondLook' && this.stored.length > 0) {
          this.step = { kind: 'stored' };
          break;
        }
        this.step = {
          kind: 'waiting',
          why: because === 'notFound' ? '404: waits' : `pending: ${because}`,
          until,
        };
        break;
      case 'dead':
        this.step = { kind: 'dead' };
    }
  }
}
