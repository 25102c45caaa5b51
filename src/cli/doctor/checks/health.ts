/** What the running app says of itself. A reason that another check has found is not a fault of its own. */

import * as z from 'zod';
import { type HealthReason, healthReasons } from '../../../health/health-reasons.ts';
import type { Check } from '../check.ts';
import { type CheckId, type Findings, fail, pass, unknown } from '../finding.ts';
import { askWebhook } from '../webhook-probe.ts';

/** By reason, the checks that look at the same thing. */
const FOUND_BY: Readonly<Partial<Record<HealthReason, ReadonlyArray<CheckId>>>> = {
  tablesUnreachable: ['tables', 'tablesRead', 'tablesThere'],
  queueUnreachable: ['queues', 'queuesRead', 'queuesThere'],
  permissionMissing: ['role', 'graph'],
  tokenRefused: ['token', 'graph'],
  noLiveSubscription: ['subscription'],
  noNotifications: ['lastNotification'],
  maintainNotSucceeding: ['maintain'],
  reconcileNotSucceeding: ['reconcile'],
  coverageIncomplete: ['coverage'],
  clientStateMismatch: ['subscription'],
};

const STARTING = 'This is normal in the first minutes after the first start.';

export const health: Check = {
  id: 'health',
  about: 'Call records',
  title: 'health of the app',
  needs: ['notifications'],
  async run({ config, limits, authority }, findings) {
    const url = new URL('/api/health', config.notificationUrl);
    const reply = await askWebhook('GET', url, limits.webhookMilliseconds, authority);
    if (reply.kind !== 'answer')
      return unknown('/api/health does not answer', 'The log of the app says why.');
    const reasons = reasonsIn(reply.body);
    if (reasons === undefined)
      return unknown(`/api/health answers ${reply.status} without reasons`, 'The log of the app says why.');
    if (reasons.length === 0) return pass('healthy');
    const evidence = `unhealthy: ${reasons.join(', ')}`;
    const news = reasons.filter((reason) => finderOf(reason, findings) === undefined);
    if (news.length === 0) {
      const because = reasons.map((reason) => finderOf(reason, findings)).find((id) => id !== undefined);
      return { status: 'unknown', evidence, ...(because === undefined ? {} : { because }) };
    }
    const isFirstStart = findings.get('maintain')?.status === 'unknown';
    return fail('pipeline', evidence, [...(isFirstStart ? [STARTING] : []), ...news.map(remedyOf)].join(' '));
  },
};

const Health = z.object({ status: z.enum(['healthy', 'unhealthy']), reasons: z.array(z.string()) });

function reasonsIn(body: string): ReadonlyArray<string> | undefined {
  try {
    return Health.safeParse(JSON.parse(body)).data?.reasons;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The check whose fault a reason repeats. */
function finderOf(reason: string, findings: Findings): CheckId | undefined {
  if (!isKnown(reason)) return undefined;
  return FOUND_BY[reason]?.find((id) => findings.get(id)?.status === 'fail');
}

/** The running app may be of another version and give reasons that this one does not know. */
function remedyOf(reason: string): string {
  if (!isKnown(reason)) return `${reason}: ./callrecords status shows its remedy.`;
  const { remedy, next } = healthReasons[reason];
  return next === './callrecords doctor' ? remedy : `${remedy} Next: ${next}.`;
}

function isKnown(reason: string): reason is HealthReason {
  return Object.hasOwn(healthReasons, reason);
}
