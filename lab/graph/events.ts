/** What happens in the simulated tenant, told as it happens: for what shows a run and for tests that judge a client. */

import type { CallKind } from './call-kinds.ts';
import type { FaultName } from './faults.ts';
import type { Operation } from './operation.ts';

/** One element of a change notification collection, as a listener needs to know it. */
export interface NotificationElement {
  readonly subscriptionId: string;
  /** The call it tells of; undefined for lifecycle notifications. */
  readonly callId: string | undefined;
  readonly lifecycleEvent: string | undefined;
  readonly forged: boolean;
}

export type DropReason = 'fault' | 'dropState' | 'retriesExhausted' | 'subscriptionGone';

/** One POST to a webhook. */
interface Delivery {
  readonly url: string;
  /** 1 for the first try, which is given 3 s; later ones are given 10 s. */
  readonly attempt: number;
  readonly elements: ReadonlyArray<NotificationElement>;
}

/** An event without its moment. */
export type EventDetails =
  | {
      readonly type: 'callEnded';
      readonly callId: string;
      readonly kind: CallKind | 'adopted';
      readonly startDateTime: string;
      readonly endDateTime: string;
      readonly availableAt: Date;
    }
  | {
      readonly type: 'versionPublished';
      readonly callId: string;
      readonly version: number;
      readonly lastModifiedDateTime: string;
      readonly startDateTime: string;
      /** How many of them the version has. */
      readonly participants: number;
      readonly sessions: number;
    }
  | (Delivery & { readonly type: 'notificationSent' })
  | (Delivery & {
      readonly type: 'notificationAnswered';
      readonly status: number | 'unreachable' | 'timeout';
      /** Whether Graph counts it as delivered: 2xx in time. */
      readonly accepted: boolean;
    })
  | {
      readonly type: 'notificationDropped';
      readonly element: NotificationElement;
      readonly reason: DropReason;
    }
  | {
      readonly type: 'requestAnswered';
      readonly method: string;
      readonly operation: Operation['kind'];
      readonly path: string;
      readonly callId: string | undefined;
      readonly subscriptionId: string | undefined;
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** How much too early it came, when Retry-After had asked for patience on the same scope. */
      readonly earlyByMilliseconds: number | undefined;
      readonly faults: ReadonlyArray<FaultName>;
    }
  | {
      readonly type: 'subscriptionCreated' | 'subscriptionRenewed';
      readonly subscriptionId: string;
      readonly expiresAt: Date;
    }
  | { readonly type: 'subscriptionExpired'; readonly subscriptionId: string }
  /** `outside`: by a fault, and not by the client under test. */
  | { readonly type: 'subscriptionDeleted'; readonly subscriptionId: string; readonly outside: boolean };

export type SimulatorEvent = { readonly at: Date } & EventDetails;

export type Listener = (event: SimulatorEvent) => void;

/** Tells what happens to all who listen: first to listeners from outside, then to the parts of the tenant. */
export class TenantEvents {
  readonly #listeners = new Set<Listener>();
  readonly #reactions: Array<Listener> = [];

  /** Returns a function that stops the listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** What a part of the tenant does when something happens in another. */
  react(reaction: Listener): void {
    this.#reactions.push(reaction);
  }

  /** `at` is in milliseconds since the epoch. */
  emit(at: number, details: EventDetails): void {
    const event: SimulatorEvent = { at: new Date(at), ...details };
    for (const listener of this.#listeners) listener(event);
    for (const reaction of this.#reactions) reaction(event);
  }
}
