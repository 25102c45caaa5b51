/** What happens in the tenant by itself, noted and counted. */

import type { SimulatedTenant } from '../../graph/tenant.ts';
import type { Surroundings } from './surroundings.ts';

/** Tells `onSubscription` of every subscription that begins or ends. */
export function noteTenant(
  tenant: SimulatedTenant,
  { tallies, journal }: Surroundings,
  onSubscription: () => void,
): void {
  tenant.on((event) => {
    switch (event.type) {
      case 'callEnded': {
        const { callId, availableAt } = event;
        tallies.calls += 1;
        journal.note('Graph', callId, () => `the call has ended; readable at ${availableAt.toISOString()}`);
        break;
      }
      case 'versionPublished': {
        const { callId, version, lastModifiedDateTime } = event;
        tallies.versions += 1;
        journal.note('Graph', callId, () => `publishes version ${version} of ${lastModifiedDateTime}`);
        break;
      }
      case 'notificationAnswered':
        for (const { callId, forged } of event.elements) {
          if (forged) tallies.forged += 1;
          else journal.note('Graph', callId, () => `notifies, try ${event.attempt}: ${event.status}`);
        }
        break;
      case 'notificationDropped':
        tallies.dropped += 1;
        journal.note('Graph', event.element.callId, () => `drops a notification: ${event.reason}`);
        break;
      case 'subscriptionCreated':
      case 'subscriptionDeleted':
      case 'subscriptionExpired':
        journal.news('Graph', () => `${event.type} ${event.subscriptionId}`);
        onSubscription();
        break;
    }
  });
}
