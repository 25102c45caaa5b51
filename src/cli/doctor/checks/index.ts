/** All checks, in the order of the report: each after those it needs. */

import type { Check } from '../check.ts';
import { coverage, lastNotification, lastStored, leftOut, maintain, reconcile } from './call-records.ts';
import { graphAnswers, role, token } from './graph.ts';
import { health } from './health.ts';
import { hostStorage } from './host-storage.ts';
import { clientState, settings } from './settings.ts';
import { storageChecks } from './storage.ts';
import { otherSubscriptions, subscription } from './subscription.ts';
import { tenant } from './tenant.ts';
import { lifecycle, notifications, reachedByGraph } from './webhook.ts';

export const checks: ReadonlyArray<Check> = [
  settings,
  clientState,
  ...storageChecks,
  tenant,
  hostStorage,
  token,
  role,
  graphAnswers,
  notifications,
  lifecycle,
  reachedByGraph,
  subscription,
  otherSubscriptions,
  maintain,
  reconcile,
  lastNotification,
  lastStored,
  coverage,
  leftOut,
  health,
];
