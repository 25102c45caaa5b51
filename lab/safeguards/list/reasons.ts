/** Every reason of health is given while what it is about lasts. */

import type { HealthReason } from '../../../src/health/health-reasons.ts';
import type { ProofName } from '../proofs/index.ts';
import type { Safeguards } from '../safeguard.ts';

/** By reason, where it is declared, and when it is to be given. */
const reasons: Readonly<Record<HealthReason, readonly [file: string, proof: ProofName]>> = {
  noHostStorage: ['storage', 'the settings name no account for the host'],
  tablesUnreachable: ['storage', 'the tables do not answer'],
  queueUnreachable: ['storage', 'the queue does not answer'],
  poisonedMessages: ['storage', 'the function of the poison queue is disabled'],
  queueStalled: ['storage', 'the function of the queue is disabled'],
  queueBacklog: ['storage', 'thousands of notifications wait'],
  permissionMissing: ['graph', 'an administrator takes the permission away'],
  tokenRefused: ['graph', 'the token is refused'],
  graphFailing: ['graph', 'Graph fails for hours'],
  callsRefused: ['graph', 'Graph refuses one call and shows others'],
  noLiveSubscription: ['subscription', 'the subscription cannot be created again'],
  noNotifications: ['subscription', 'no notification arrives while calls go on'],
  clientStateMismatch: ['subscription', 'notifications of our own subscription carry another secret'],
  maintainNotSucceeding: ['timers', 'Graph does not answer about subscriptions'],
  reconcileNotSucceeding: ['timers', 'Graph does not list'],
  reconcileBehind: ['coverage', 'Graph throttles listing for hours'],
  coverageIncomplete: ['coverage', 'Graph lists a call for hours and does not show it'],
  storageFailing: ['waiting', 'no head can be written for hours'],
  pendingTooOld: ['waiting', 'Graph notifies of a call and does not show it for hours'],
  pendingOverdue: ['waiting', 'waiting calls cannot be released'],
  unreadableRows: ['waiting', 'an operator types in a row wrongly'],
  deadLetters: ['waiting', 'a message cannot be read'],
};

export const saidReasons: Safeguards = Object.fromEntries(
  Object.entries(reasons).map(([reason, [file, proof]]) => [
    `${reason} is said`,
    {
      mechanism: `Health gives it when ${proof}, and no longer when that is over.`,
      file: `src/health/reasons/${file}.ts`,
      from: `  ${reason}: {\n    holds:`,
      to: `  ${reason}: {\n    holds: () => false,\n    without:`,
      proofs: { [proof]: ['healthy', new RegExp(`does not say ${reason}`)] },
    },
  ]),
);
