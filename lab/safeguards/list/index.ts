/** All safeguards, by the guarantees of docs/guarantees.md; those of `graph` ask no more of Graph than it allows. */

import type { Safeguard } from '../safeguard.ts';
import { closed } from './closed.ts';
import { commit } from './commit.ts';
import { complete } from './complete.ts';
import { deadLetters } from './dead-letters.ts';
import { documents } from './documents.ts';
import { honest } from './honest.ts';
import { messages } from './messages.ts';
import { newestVersion } from './newest-version.ts';
import { patience } from './patience.ts';
import { pending } from './pending.ts';
import { listing } from './reconcile.ts';
import { subscriptions } from './subscription.ts';
import { waiting } from './waiting.ts';
import { webhook } from './webhook.ts';

export const safeguards = {
  1: [...webhook, ...messages, ...pending, ...waiting, ...deadLetters],
  2: [...newestVersion, ...commit],
  3: complete,
  4: documents,
  5: [...subscriptions, ...listing],
  6: honest,
  7: closed,
  graph: patience,
} as const satisfies Readonly<Record<string, ReadonlyArray<Safeguard>>>;
