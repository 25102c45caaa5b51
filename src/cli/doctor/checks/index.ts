/** Every check, in the order of the report: each after those it needs. */

import type { Check } from '../check.ts';
import { clientState } from './client-state.ts';
import { coverage } from './coverage.ts';
import { graphAnswers } from './graph-answers.ts';
import { health } from './health.ts';
import { hostStorage } from './host-storage.ts';
import { lastNotification } from './last-notification.ts';
import { lastStored } from './last-stored.ts';
import { otherSubscriptions } from './other-subscriptions.ts';
import { queueDelete } from './queue-delete.ts';
import { queueSend } from './queue-send.ts';
import { queuesAnswer } from './queues-answer.ts';
import { queuesRead } from './queues-read.ts';
import { queuesThere } from './queues-there.ts';
import { reachedByGraph } from './reached-by-graph.ts';
import { role } from './role.ts';
import { settings } from './settings.ts';
import { subscription } from './subscription.ts';
import { tablesAnswer } from './tables-answer.ts';
import { tablesDelete } from './tables-delete.ts';
import { tablesRead } from './tables-read.ts';
import { tablesThere } from './tables-there.ts';
import { tablesWrite } from './tables-write.ts';
import { maintain, reconcile } from './timer.ts';
import { token } from './token.ts';
import { lifecycle, notifications } from './webhook-endpoint.ts';

export const checks: ReadonlyArray<Check> = [
  settings,
  clientState,
  tablesAnswer,
  tablesRead,
  tablesThere,
  tablesWrite,
  tablesDelete,
  queuesAnswer,
  queuesRead,
  queuesThere,
  queueSend,
  queueDelete,
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
  health,
];
