/** Everything that is known of a run: what happens in the simulated tenant, and what the pipeline logs. */

import { counted } from '../../src/wording/values.ts';
import type { SimulatorEvent } from '../graph/events.ts';
import type { Ending } from '../judge/not-kept.ts';
import type { PipelineEvent } from './host-log.ts';
import { ObservedCall } from './observed-call.ts';

/** What is done to the pipeline here. */
export type StageEvent = { readonly at: Date } & (
  | { readonly type: 'actBegun'; readonly act: number; readonly callId: string }
  /** More calls wait to be stored than this machine keeps up with: none begins until few do. */
  | { readonly type: 'callsHeldBack'; readonly waiting: number }
  | { readonly type: 'callsGoOn' }
  /** No more calls begin. */
  | { readonly type: 'callsOver'; readonly interrupted: boolean }
  /** `ingests` were under way in it. */
  | { readonly type: 'hostKilled'; readonly host: string; readonly ingests: number }
);

export type LocalEvent = SimulatorEvent | PipelineEvent | StageEvent;

export class Observed {
  /** In the order in which they ended. */
  readonly calls = new Map<string, ObservedCall>();
  /** Acts of the story that have begun, with the id of the call that each is about. */
  readonly acts = new Map<number, string>();
  /** Calls that forged notifications named, the answers of the webhook, and what the pipeline says it refused. */
  readonly forged = { callIds: new Set<string>(), answered: 0, refused: 0 };
  /** Calls that the timers retain and forget were done with. */
  readonly notKept: Record<Ending, number> = { deleted: 0, forgotten: 0, withheld: 0 };
  trouble: { readonly at: Date; readonly message: string } | undefined;
  readonly kills: Array<{ readonly ingests: number }> = [];

  hear(event: LocalEvent): void {
    const call = 'callId' in event && event.callId !== undefined ? this.calls.get(event.callId) : undefined;
    switch (event.type) {
      case 'actBegun':
        this.acts.set(event.act, event.callId);
        break;
      case 'callEnded':
        this.calls.set(event.callId, new ObservedCall(event));
        break;
      case 'versionPublished':
        call?.published.push(event);
        break;
      case 'notificationSent':
        for (const { forged, callId } of event.elements) if (forged) this.forged.callIds.add(callId ?? '');
        break;
      case 'notificationAnswered':
        for (const { forged, callId } of event.elements) {
          if (forged) this.forged.answered += 1;
          else if (event.accepted && callId !== undefined) this.calls.get(callId)?.hearNotification();
        }
        break;
      case 'requestAnswered':
        call?.hearAnswer(event);
        break;
      case 'callRecordIngested':
        call?.hearOutcome(event);
        break;
      case 'notificationsReceived':
        this.forged.refused += event.forged;
        break;
      case 'retained':
        this.notKept.deleted += event.calls;
        break;
      // Users can ask for more of them, each of which counts its own calls.
      case 'erasureGoesOn':
        this.notKept.forgotten = Math.max(this.notKept.forgotten, event.calls);
        break;
      case 'exclusionGoesOn':
        this.notKept.withheld = Math.max(this.notKept.withheld, event.calls);
        break;
      case 'trouble':
        this.trouble = event;
        break;
      case 'hostKilled':
        this.kills.push(event);
        this.trouble = { at: event.at, message: killInWords(event) };
        break;
      case 'callsHeldBack':
      case 'callsGoOn':
      case 'callsOver':
      case 'hourReconciled':
      case 'notificationDropped':
      case 'subscriptionCreated':
      case 'subscriptionRenewed':
      case 'subscriptionDeleted':
      case 'subscriptionExpired':
        break;
    }
  }

  /** Calls that the pipeline has yet to store. */
  get waiting(): number {
    return [...this.calls.values()].filter((call) => !call.isStoredAtNewest && call.step.kind !== 'dead')
      .length;
  }

  /** Whether the newest version of every call is stored. */
  get isAllStored(): boolean {
    return [...this.calls.values()].every((call) => call.isStoredAtNewest);
  }
}

export function killInWords({ host, ingests }: { readonly host: string; readonly ingests: number }): string {
  return `${host} killed during ${counted(ingests, 'ingest')}`;
}
