/** All safeguards. */

import type { Safeguard } from '../safeguard.ts';
import { closed } from './closed.ts';
import { commit } from './commit.ts';
import { complete } from './complete.ts';
import { deadLetters } from './dead-letters.ts';
import { honest } from './honest.ts';
import { messages } from './messages.ts';
import { newestVersion } from './newest-version.ts';
import { patience } from './patience.ts';
import { pending } from './pending.ts';
import { listing } from './reconcile.ts';
import { subscriptions } from './subscription.ts';
import { waiting } from './waiting.ts';
import { webhook } from './webhook.ts';

export const safeguards: ReadonlyArray<Safeguard> = [
  ...webhook,
  ...messages,
  ...pending,
  ...waiting,
  ...deadLetters,
  ...newestVersion,
  ...commit,
  ...complete,
  ...subscriptions,
  ...listing,
  ...honest,
  ...closed,
  ...patience,
];
