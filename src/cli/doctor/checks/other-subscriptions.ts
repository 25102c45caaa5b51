/** Further subscriptions of our app for call records: two deployments of one app delete each other's. */

import { isForCallRecords } from '../../../subscription/subscription.ts';
import { type Check, fail, pass, unknown } from '../check.ts';

export const otherSubscriptions: Check = {
  id: 'otherSubscriptions',
  about: 'Subscription',
  title: 'no others of the app',
  needs: ['subscription'],
  async run({ graph, config }) {
    const asker = await graph.asker();
    if (asker === 'person' || asker === 'anotherApp') return unknown('Graph shows them to the app alone');
    const listed = (await graph.subscriptions()).filter(isForCallRecords);
    if (listed.length <= 1) return pass(listed.length === 1 ? 'one for call records' : 'none at all');
    const origin = new URL(config.notificationUrl).host;
    const hosts = new Set(listed.map(({ notificationUrl }) => new URL(notificationUrl).host));
    hosts.delete(origin);
    return fail(
      'subscription',
      `${listed.length} for call records${hosts.size === 0 ? '' : `, notifying ${[...hosts].join(', ')} too`}`,
      'The timer maintain deletes all but its own. If they come back, another deployment uses the same app registration, and each deletes the other’s: give every deployment its own.',
    );
  },
};
