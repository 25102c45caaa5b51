/** All proofs by name: what each plays, and that it breaks no rule of the simulation. */

import { coverageHealthProofs } from './coverage-health.ts';
import { crashProofs } from './crashes.ts';
import { erasureProofs } from './erasure.ts';
import { exclusionProofs } from './exclusion.ts';
import { healthProofs } from './health.ts';
import { ingestProofs } from './ingest.ts';
import { meetingProofs } from './meetings.ts';
import { pageProofs } from './pages.ts';
import { patienceProofs } from './patience.ts';
import type { Proof } from './proof.ts';
import { reconcileProofs } from './reconcile.ts';
import { retentionProofs } from './retention.ts';
import { storageProofs } from './storage.ts';
import { subscriptionProofs } from './subscription.ts';
import { subscriptionHealthProofs } from './subscription-health.ts';
import { summaryProofs } from './summaries.ts';
import { versionProofs } from './versions.ts';
import { waitingProofs } from './waiting.ts';
import { webhookProofs } from './webhook.ts';
import { wrongClockProofs } from './wrong-clock.ts';

export const proofs = {
  ...webhookProofs,
  ...ingestProofs,
  ...storageProofs,
  ...waitingProofs,
  ...versionProofs,
  ...pageProofs,
  ...subscriptionProofs,
  ...reconcileProofs,
  ...healthProofs,
  ...subscriptionHealthProofs,
  ...coverageHealthProofs,
  ...patienceProofs,
  ...meetingProofs,
  ...summaryProofs,
  ...retentionProofs,
  ...erasureProofs,
  ...exclusionProofs,
  ...wrongClockProofs,
  ...crashProofs,
} as const satisfies Readonly<Record<string, Proof>>;

export type Proofs = typeof proofs;
export type ProofName = keyof Proofs;
