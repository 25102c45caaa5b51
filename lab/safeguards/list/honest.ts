/** 6: Health fails when records stop flowing, and nothing is swallowed. */

import type { Safeguard } from '../safeguard.ts';

const HEALTH = 'src/health/health.ts';
const MAINTAIN = 'src/maintain/maintain.ts';
const subscription = (test: string) => ({ file: 'test/functions/subscription.test.ts', test });

export const honest: ReadonlyArray<Safeguard> = [
  {
    name: 'a missing permission is named',
    guarantee: 6,
    mechanism: 'Health says permissionMissing while Graph answers 403.',
    change: {
      file: HEALTH,
      from: "permissionMissing: refusals.includes('forbidden') || pending.forbiddenSince !== undefined,",
      to: '',
    },
    proof: 'an administrator takes the permission away',
    breaks: 'healthy',
    provenBy: subscription('says that the permission is missing, and recovers when it is granted'),
  },
  {
    name: 'a missing subscription is named',
    guarantee: 6,
    mechanism: 'Health says noLiveSubscription while Graph has none of ours.',
    change: { file: HEALTH, from: 'noLiveSubscription: isPast(subscription.liveUntil),', to: '' },
    proof: 'the subscription cannot be created again',
    breaks: 'healthy',
    provenBy: subscription('says that the subscription expired while nothing could renew it'),
  },
  {
    name: 'each duty of maintain is done though another fails',
    guarantee: 6,
    mechanism: 'A subscription that cannot be kept does not keep calls from being released.',
    change: { file: MAINTAIN, from: 'failures.push(error);', to: 'failures.push(error); break;' },
    proof: 'a call waits while subscriptions are refused',
    breaks: 'complete',
  },
  {
    name: 'a run with a failure is no success',
    guarantee: 6,
    mechanism: 'maintain is only well when all its duties are: health says so after ten minutes.',
    change: { file: MAINTAIN, from: 'if (failures.length === 0) {', to: 'if (failures.length >= 0) {' },
    proof: 'Graph does not answer about subscriptions',
    breaks: 'healthy',
  },
];
