/** The queue between the webhook and ingest, as the product sees it. */

import type { CallRecordMessage } from './call-record-message.ts';

/** The queue between the webhook and ingest. */
export interface CallRecordQueue {
  /** Resolves once the queue has confirmed the message, which never expires; rejects otherwise. */
  send(message: CallRecordMessage, signal?: AbortSignal): Promise<void>;
  /** Messages in the queue or its poison queue, visible or not; approximate, as the service counts them. */
  approximateLength(of: 'queue' | 'poisonQueue'): Promise<number>;
  /** When the message that is next to be received was put in; it is not taken. Undefined when none is visible. */
  oldestVisibleAt(): Promise<Date | undefined>;
  /**
   * Puts the text of a message in again, as a new one that never expires and is visible after the given time:
   * the last resort for a message that cannot be handled while there is nowhere else to keep it.
   */
  putBack(text: string, into: 'queue' | 'poisonQueue', afterSeconds: number): Promise<void>;
}
