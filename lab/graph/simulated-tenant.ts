/** What the simulated tenant offers. */

import type { GraphRequest, GraphResponse } from './answers/response.ts';
import type { GraphBehaviour } from './behaviour.ts';
import type { CallSpec, VersionSpec } from './call.ts';
import type { CallKind } from './call-kinds.ts';
import type { TrueCall } from './calls/truth.ts';
import type { Listener } from './events.ts';
import type { FaultSet } from './faults/fault-set.ts';
import type { CallRecordContent } from './records/content.ts';
import type { Transport } from './transport.ts';

export const DEFAULT_TENANT_ID = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';

export interface TenantOptions {
  /** Everything that is drawn follows from it. */
  readonly seed: number;
  readonly clock: { now(): Date };
  readonly transport: Transport;
  readonly tenantId?: string;
  /**
   * How many times faster Graph does what it does by itself: latency, later versions, delays, retries, the slow and
   * drop states. What lies between Graph and a client stays in real time: Retry-After, limits, expiry, time limits.
   */
  readonly speed?: number;
  /** Calls that happen by themselves. */
  readonly callsPerMinute?: number;
  readonly behaviour?: Partial<GraphBehaviour>;
}

export interface SimulatedTenant {
  readonly tenantId: string;
  readonly faults: FaultSet;

  /** Answers any request to Graph. Asynchronous only because subscribing asks the webhook to prove itself. */
  respond(request: GraphRequest): Promise<GraphResponse>;

  /** When something will happen by itself next; undefined when nothing will. It may lie in the past. */
  nextDueAt(): Date | undefined;
  /** Lets everything due happen and sends what is to be sent; returns how many things happened, after the answers. */
  deliverDue(): Promise<number>;

  /** A call ends: now, or at `endedAt`. Without a kind one is drawn. */
  startCall(spec?: CallKind | CallSpec): TrueCall;
  /** A record from elsewhere becomes a call of this tenant, readable and notified now. */
  adoptRecord(callId: string, version: number, content: CallRecordContent): TrueCall;
  /** Publishes the next version of a record now and notifies of it. */
  publishVersion(callId: string, spec?: VersionSpec & { readonly notify?: boolean }): TrueCall;
  /** Calls that happen by themselves from now on, so many a minute on average; 0 stops them. */
  setBackground(callsPerMinute: number): void;
  /** Somebody who is not Graph posts a notification to every webhook, of this call or of one unknown to anybody. */
  forgeNotification(callId?: string): void;

  /** What a perfect pipeline would have stored by now, in the order in which the calls were made. */
  truth(): ReadonlyArray<TrueCall>;
  /**
   * The record with all participants and sessions in one document, of its newest version or of the one asked for:
   * what a client assembles that sends `Prefer: include-unknown-enum-members`. Undefined when there is none.
   */
  recordOf(callId: string, version?: number): object | undefined;

  /** Hears everything that happens; returns a function that ends the listening. */
  on(listener: Listener): () => void;
}
