/** How the pipeline stands: as the running app says, or as its tables and queue say when the app cannot be asked. */

import * as z from 'zod';
import { NOTHING_LEFT_OUT } from '../../health/observation.ts';
import { reportFromTables } from '../../health/report-from-tables.ts';
import { Settings } from '../../settings.ts';
import { readStatus as readStatusRow } from '../../status/pipeline-status.ts';
import type { StoreContext } from '../command.ts';
import type { FoundSettings } from '../deployment/find-settings.ts';

const Count = z.number().int();
const Instant = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .optional();
const Counts = z.object({
  listed: Count,
  stored: Count,
  fresh: Count,
  missing: Count,
  givenUp: Count,
  // An app of before counted none.
  unlisted: Count.default(0),
});

const LeftOut = z.object({
  exclusions: Count.default(0),
  exclusionsUnfinished: Count.default(0),
  exclusionsGoOnAt: Instant,
  erasures: Count.default(0),
  erasuresUnfinished: Count.default(0),
  erasuresGoOnAt: Instant,
});

/** What is shown of `/api/status`. The running app may be of another version. */
const Report = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  reasons: z.array(
    z.object({
      code: z.string(),
      evidence: z.string().optional(),
      remedy: z.string(),
      next: z.string().optional(),
    }),
  ),
  state: z.object({
    now: z.iso.datetime().transform((text) => new Date(text)),
    queueReachable: z.boolean(),
    tablesReachable: z.boolean(),
    queueLength: Count.optional(),
    poisonedMessages: Count,
    subscription: z.object({ liveUntil: Instant, foreign: z.array(z.string()).default([]) }),
    subscriptionFailure: z.string().optional(),
    runningSince: Instant,
    maintainSucceededAt: Instant,
    maintainFailure: z.string().optional(),
    reconcile: z.object({ succeededAt: Instant }),
    reconcileFailure: z.string().optional(),
    pendingWaiting: Count,
    pendingUnavailable: Count,
    pendingSecondLooks: Count,
    pendingIncomplete: Count,
    oldestPendingAt: Instant,
    countsAreLowerBounds: z.boolean(),
    deadLettersUnresolved: Count,
    newDeadLetters: Count,
    lastNotificationAt: Instant,
    lastStoredAt: Instant,
    notBefore: Instant,
    // An app of before says nothing of them.
    forgetting: LeftOut.default(NOTHING_LEFT_OUT),
    coverage: z.object({
      hoursDue: Count,
      settled: Counts,
      days: z.array(Counts.extend({ day: z.string() })),
    }),
  }),
});
export type Report = z.output<typeof Report>;

export interface Status {
  readonly report: Report;
  /** The report as JSON, whole. */
  readonly json: string;
  /** Who says so, as a sentence begins: `the tables say`. */
  readonly said: string;
  /** True when the user may not read the queue, so that nothing is known of it. */
  readonly isQueueHidden: boolean;
}

/** Rejects with StorageFailure where neither the app nor the tables answer. */
export async function readStatus(context: StoreContext): Promise<Status> {
  const { statusUrl } = context.settings;
  return (statusUrl === undefined ? undefined : await askApp(statusUrl)) ?? (await fromTables(context));
}

const ANSWER_WITHIN_MS = 10_000;

/** Undefined when no app of ours answers. */
async function askApp(url: string): Promise<Status | undefined> {
  let json: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    json = await response.text();
  } catch {
    return undefined;
  }
  return statusIn(json, { said: `the app at ${new URL(url).origin} says`, isQueueHidden: false });
}

function statusIn(json: string, about: Omit<Status, 'report' | 'json'>): Status | undefined {
  try {
    const report = Report.safeParse(JSON.parse(json)).data;
    return report === undefined ? undefined : { report, json, ...about };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function fromTables({ store, queue, settings }: StoreContext): Promise<Status> {
  // Health takes tables that cannot be read for a fault of the app; here the failure has to say why.
  await readStatusRow(store, 'maintain');
  const { report, mayReadQueue } = await reportOfTables({ store, queue, settings });
  const found = statusIn(JSON.stringify(report), { said: 'the tables say', isQueueHidden: !mayReadQueue });
  if (found === undefined) throw new Error('the status is not what it should be');
  return found;
}

/** The status of a deployment, as its tables and queue show it. */
export function reportOfTables({
  store,
  queue,
  settings,
}: Pick<StoreContext, 'store' | 'queue' | 'settings'>) {
  return reportFromTables({
    store,
    queue,
    latencyWindowMinutes: latencyWindowMinutes(settings),
    // Neither tags nor options tell.
    hasHostStorage: true,
  });
}

/** Tags and options do not tell it: then it is the usual one. */
function latencyWindowMinutes({ environment }: FoundSettings): number {
  const setting = Settings.shape.LATENCY_WINDOW_MINUTES;
  const given = setting.safeParse(environment.LATENCY_WINDOW_MINUTES?.trim() || undefined);
  return given.data ?? setting.parse(undefined);
}
