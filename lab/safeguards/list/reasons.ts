/** Every reason of health is given while what it is about lasts. */

import type { HealthReason } from '../../../src/health/health-reasons.ts';
import type { ProofName } from '../proofs/index.ts';
import type { Safeguards } from '../safeguard.ts';

/** By reason, when it is to be given. */
const reasons: Readonly<Record<HealthReason, ProofName>> = {
  noHostStorage: 'the settings name no account for the host',
  tablesUnreachable: 'the tables do not answer',
  queueUnreachable: 'the queue does not answer',
  poisonedMessages: 'the function of the poison queue is disabled',
  queueStalled: 'the function of the queue is disabled',
  queueBacklog: 'thousands of notifications wait',
  permissionMissing: 'an administrator takes the permission away',
  tokenRefused: 'the token is refused',
  graphFailing: 'Graph fails for hours',
  callsRefused: 'Graph refuses one call and shows others',
  noLiveSubscription: 'the subscription cannot be created again',
  subscriptionQuotaReached: 'the organization has all the subscriptions that Graph allows',
  subscriptionConflict: 'another deployment has the only subscription that Graph allows',
  subscriptionChurning: 'something deletes the subscription again and again',
  noNotifications: 'no notification arrives while calls go on',
  clientStateMismatch: 'notifications of our own subscription carry another secret',
  maintainNotSucceeding: 'Graph does not answer about subscriptions',
  reconcileNotSucceeding: 'Graph refuses to list',
  reconcileBehind: 'Graph throttles listing for hours',
  coverageIncomplete: 'Graph lists a call for hours and does not show it',
  hoursAgedOut: 'the app stands still for longer than Graph lists',
  listIncomplete: 'Graph lists nothing and shows calls by id',
  storageFailing: 'no head can be written for hours',
  pendingTooOld: 'Graph notifies of a call and does not show it for hours',
  pendingOverdue: 'waiting calls cannot be released',
  unreadableRows: 'an operator types in a row wrongly',
  deadLetters: 'a message cannot be read',
  retentionUnconfirmed: 'a first KEEP_DAYS would delete calls',
  limitsNotBelieved: 'a clock that was ahead has moved the limits of retention',
  retentionNotSucceeding: 'the limits of retention cannot be read for a day',
  forgetNotSucceeding: 'an erasure cannot be read for a day',
  forgetUnfinished: 'an erasure is not finished for days',
  summarizeNotSucceeding: 'no day can be summed up for days',
};

export const saidReasons: Safeguards = Object.fromEntries(
  Object.entries(reasons).map(([reason, proof]) => [
    `${reason} is said`,
    {
      mechanism: `Health gives it when ${proof}, and no longer when that is over.`,
      from: `  ${reason}: {\n    holds:`,
      to: `  ${reason}: {\n    holds: () => false,\n    without:`,
      proofs: { [proof]: ['healthy', new RegExp(`does not say ${reason}`)] },
    },
  ]),
);
