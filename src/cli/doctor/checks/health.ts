/**
 * What health says: all its reasons, from the tables, and what the running app says of itself. A reason that another
 * check has found is not a fault of its own.
 */

import * as z from 'zod';
import { type HealthReason, healthReasons } from '../../../health/health-reasons.ts';
import { reportFromTables } from '../../../health/report-from-tables.ts';
import type { Check } from '../check.ts';
import type { Examination } from '../examination.ts';
import { type CheckId, type Findings, fail, hidden, pass, unknown } from '../finding.ts';
import { askWebhook } from '../webhook-probe.ts';

/** By reason, the checks that look at the same thing. */
const FOUND_BY: Readonly<Partial<Record<HealthReason, ReadonlyArray<CheckId>>>> = {
  noHostStorage: ['hostStorage'],
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

/** What health says before maintain has ever run. */
const OF_FIRST_START: ReadonlySet<string> = new Set<HealthReason>([
  'noLiveSubscription',
  'maintainNotSucceeding',
]);

const STARTING =
  'This is normal before the first start and in the minutes after it. If it stays, the log of the app says why maintain does not run.';

const NOT_ANSWERED = 'The log of the app says why.';

/** Reasons that only the app gives where the doctor itself reaches the storage. */
const OF_STORAGE: Readonly<Partial<Record<string, 'tables' | 'queues'>>> = {
  tablesUnreachable: 'tables',
  queueUnreachable: 'queues',
};

export const health: Check = {
  id: 'health',
  about: 'Call records',
  title: 'health of the app',
  needs: ['settings'],
  async run(examination, findings) {
    const ofApp = await askApp(examination);
    const reasons = withoutRepetition([...(await fromTables(examination, findings)), ...ofApp.reasons]);
    if (reasons.length === 0) {
      if (ofApp.problem === undefined) return pass('healthy');
      const isReached = findings.get('notifications')?.status !== 'fail';
      return isReached ? unknown(ofApp.problem, NOT_ANSWERED) : hidden('notifications');
    }
    const evidence = `unhealthy: ${reasons.map(({ code }) => code).join(', ')}`;
    const news = reasons.filter(({ code }) => finderOf(code, findings) === undefined);
    if (news.length === 0) {
      const because = reasons.map(({ code }) => finderOf(code, findings)).find((id) => id !== undefined);
      return { status: 'unknown', evidence, ...(because === undefined ? {} : { because }) };
    }
    const hasNeverRun = findings.get('maintain')?.status === 'unknown';
    if (hasNeverRun && news.every(({ code }) => OF_FIRST_START.has(code))) return unknown(evidence, STARTING);
    const reached = (code: string) => storageReached(code, findings);
    return fail(
      'pipeline',
      [evidence, ...news.flatMap((reason) => evidenceOf(reason, reached(reason.code)))].join('\n'),
      news
        .map(({ code }) => {
          const noun = reached(code);
          return noun === undefined ? remedyOf(code) : onlyTheApp(examination, noun);
        })
        .join(' '),
    );
  },
};

/** What the app does not reach, and every check of it does. */
function storageReached(reason: string, findings: Findings): 'tables' | 'queues' | undefined {
  const ids = isKnown(reason) ? FOUND_BY[reason] : undefined;
  return ids?.every((id) => findings.get(id)?.status === 'pass') ? OF_STORAGE[reason] : undefined;
}

const IN_AZURE = /^([^.]+)\.(table|queue)\.core\./;

function onlyTheApp({ storage, settings: { given } }: Examination, noun: 'tables' | 'queues'): string {
  const { host, service } = storage[noun].asked;
  const [, account] = IN_AZURE.exec(host) ?? [];
  const cause = `The ${noun} answer the doctor and not the app: look at what is the app’s alone, its identity (role Storage ${service} Data Contributor) and its network (firewall of the account, virtual network).`;
  if (account === undefined) return `${cause} ${NOT_ANSWERED}`;
  const identity = (given.CallRecordStorage__clientId ?? given.AZURE_CLIENT_ID)?.trim() || 'CLIENT_ID';
  return `${cause} Next: az role assignment list --all --assignee ${identity} --output table; then az storage account show --name ${account} --query networkRuleSet.`;
}

interface SaidReason {
  /** The running app may be of another version and give reasons that this one does not know. */
  readonly code: string;
  readonly evidence?: string | undefined;
}

/** None where the tables cannot be read: other checks say why. */
async function fromTables(examination: Examination, findings: Findings): Promise<ReadonlyArray<SaidReason>> {
  if (findings.get('tenant')?.status !== 'pass') return [];
  const { store, queue, config } = examination;
  return (await reportFromTables({ ...config, store, queue })).report.reasons;
}

const Health = z.object({ status: z.enum(['healthy', 'unhealthy']), reasons: z.array(z.string()) });

/** What the app shows to anyone, or why it shows nothing. */
async function askApp({
  config,
  limits,
  authority,
}: Examination): Promise<{ readonly reasons: ReadonlyArray<SaidReason>; readonly problem?: string }> {
  const url = new URL('/api/health', config.notificationUrl);
  const reply = await askWebhook('GET', url, limits.webhookMilliseconds, authority);
  if (reply.kind !== 'answer') return { reasons: [], problem: '/api/health does not answer' };
  const reasons = reasonsIn(reply.body);
  return reasons === undefined
    ? { reasons: [], problem: `/api/health answers ${reply.status} without reasons` }
    : { reasons: reasons.map((code) => ({ code })) };
}

function reasonsIn(body: string): ReadonlyArray<string> | undefined {
  try {
    return Health.safeParse(JSON.parse(body)).data?.reasons;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Each once, as it was said first. */
function withoutRepetition(reasons: ReadonlyArray<SaidReason>): ReadonlyArray<SaidReason> {
  return reasons.filter(({ code }, index) => reasons.findIndex((other) => other.code === code) === index);
}

function evidenceOf(
  { code, evidence }: SaidReason,
  reached: 'tables' | 'queues' | undefined,
): ReadonlyArray<string> {
  if (reached !== undefined) return [`${code}: from here the ${reached} answer`];
  return evidence === undefined ? [] : [`${code}: ${evidence}`];
}

/** The check whose fault a reason repeats. */
function finderOf(reason: string, findings: Findings): CheckId | undefined {
  if (!isKnown(reason)) return undefined;
  return FOUND_BY[reason]?.find((id) => findings.get(id)?.status === 'fail');
}

function remedyOf(reason: string): string {
  if (!isKnown(reason)) return `${reason}: ./callrecords status shows its remedy.`;
  const { remedy, next } = healthReasons[reason];
  return next === './callrecords doctor' ? remedy : `${remedy} Next: ${next}.`;
}

function isKnown(reason: string): reason is HealthReason {
  return Object.hasOwn(healthReasons, reason);
}
