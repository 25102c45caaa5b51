/** Health fails when records stop flowing, and nothing is swallowed. */

import type { Safeguards } from '../safeguard.ts';

export const honest: Safeguards = {
  'a missing permission is named': {
    mechanism: 'Health says permissionMissing while Graph answers 403.',
    file: 'src/health/reasons/graph.ts',
    from: "holds: (observed) => isOfTenant(observed, 'forbidden')",
    to: 'holds: () => false',
    proofs: { 'an administrator takes the permission away': 'healthy' },
    test: 'says that the permission is missing, and recovers when it is granted',
  },
  'a missing subscription is named': {
    mechanism: 'Health says noLiveSubscription while Graph has no subscription of this app.',
    file: 'src/health/reasons/subscription.ts',
    from: 'liveUntil === undefined || liveUntil <= now',
    to: 'false',
    proofs: { 'the subscription cannot be created again': 'healthy' },
    test: 'says that the subscription expired while nothing could renew it',
  },
  'each duty of maintain is done though another fails': {
    mechanism: 'Calls are released even if the subscription cannot be kept.',
    file: 'src/maintain/maintain.ts',
    from: 'failures.push(error);',
    to: 'failures.push(error); throw error;',
    proofs: { 'a call waits while subscriptions are refused': 'complete' },
  },
  'a run with a failure is no success': {
    mechanism:
      'A run of maintain succeeds only if all its duties do. Otherwise health says so after ten minutes.',
    file: 'src/maintain/maintain.ts',
    from: 'if (failures.length === 0) {',
    to: 'if (failures.length >= 0) {',
    proofs: { 'Graph does not answer about subscriptions': 'healthy' },
  },
};
