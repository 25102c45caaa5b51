/** What happens in the tenant by itself, noted and counted. */

import type { SimulatorEvent } from '../../graph/events.ts';
import type { Surroundings } from './surroundings.ts';

export function noteEvent({ tallies, journal }: Surroundings, event: SimulatorEvent): void {
  const note = (callId: string | undefined, text: string) => journal.note('Graph', callId, () => text);
  switch (event.type) {
    case 'callEnded':
      tallies.calls += 1;
      note(event.callId, `the call has ended; readable at ${event.availableAt.toISOString()}`);
      break;
    case 'versionPublished':
      tallies.versions += 1;
      note(event.callId, `publishes version ${event.version} of ${event.lastModifiedDateTime}`);
      break;
    case 'notificationAnswered':
      for (const { callId, forged } of event.elements) {
        if (forged) tallies.forged += 1;
        else note(callId, `notifies, try ${event.attempt}: ${event.status}`);
      }
      break;
    case 'notificationDropped':
      tallies.dropped += 1;
      note(event.element.callId, `drops a notification: ${event.reason}`);
      break;
    case 'subscriptionCreated':
    case 'subscriptionDeleted':
    case 'subscriptionExpired':
      journal.news('Graph', () => `${event.type} ${event.subscriptionId}`);
  }
}
