/** What the running app says of itself. Reasons that the checks before have found are no faults of their own. */

import * as z from 'zod';
import { type HealthReason, healthReasons } from '../../../health/health-reasons.ts';
import { type Check, type CheckId, type Finding, fail, pass, unknown } from '../check.ts';
import { askWebhook } from '../webhook-probe.ts';

const Health = z.object({ status: z.enum(['healthy', 'unhealthy']), reasons: z.array(z.string()) });

/** By reason, the checks that look at the same thing. */
const FOUND_BY: Readonly<Record<string, ReadonlyArray<CheckId>>> = {
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

const STARTING = 'In the first minutes after the first start this is as it should be.';

export const health: Check = {
  id: 'health',
  about: 'Call records',
  title: 'what the app says',
  needs: ['notifications'],
  async run({ config, limits, authority }, findings) {
    const reply = await askWebhook('GET', new URL('/api/health', config.notificationUrl), {
      limitMilliseconds: limits.webhookMilliseconds,
      authority,
    });
    if (reply.kind !== 'answer')
      return unknown('/api/health does not answer', 'The log of the app says why.');
    const { status, body } = reply;
    const said = parsed(body);
    if (said === undefined)
      return unknown(`/api/health answers ${status} and not its reasons`, 'The log of the app says why.');
    if (said.status === 'healthy') return pass('healthy');
    const { reasons } = said;
    const hasNeverRun = findings.get('maintain')?.status === 'unknown';
    const news = reasons.filter((reason) => finderOf(reason, findings) === undefined);
    const [because] = reasons.map((reason) => finderOf(reason, findings)).filter((id) => id !== undefined);
    if (news.length === 0 && because !== undefined) {
      return { status: 'unknown', evidence: `nothing new: ${reasons.join(', ')}`, because };
    }
    const remedies = [...(hasNeverRun ? [STARTING] : []), ...news.map(remedyOf)];
    return fail('pipeline', news.join(', '), remedies.join(' '));
  },
};

function parsed(body: string): z.output<typeof Health> | undefined {
  try {
    const health = Health.safeParse(JSON.parse(body));
    return health.success ? health.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The check whose fault a reason repeats. */
function finderOf(reason: string, findings: ReadonlyMap<CheckId, Finding>): CheckId | undefined {
  return (FOUND_BY[reason] ?? []).find((id) => findings.get(id)?.status === 'fail');
}

/** The running app may be of another version, and know reasons that this one does not. */
function remedyOf(reason: string): string {
  return isKnown(reason) ? healthReasons[reason].remedy : `${reason}: GET /api/status tells the remedy.`;
}

function isKnown(reason: string): reason is HealthReason {
  return Object.hasOwn(healthReasons, reason);
}
