/** Looks at the running pipeline: what health judges and what status shows. */

import type { StoredRow } from '../domain/cell.ts';
import { parseDateTime, toDate } from '../domain/date-time.ts';
import type { Observation } from '../domain/health.ts';
import type { TenantId } from '../domain/identifiers.ts';
import { ForeignRow, fromRow, type RowOf, withColumns } from '../domain/table.ts';
import { type PendingReason, pendingCallRecords } from '../domain/tables/pending-call-records.ts';
import type { CallRecordQueue, Clock, Log, Tables } from '../ports.ts';
import type { DeadLetterSource } from './dead-letter.ts';
import type { PipelineStatus } from './pipeline-status.ts';
import type { SubscriptionRows } from './subscription-rows.ts';

export interface ObserveDependencies {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly queue: CallRecordQueue;
  readonly status: PipelineStatus;
  readonly rows: SubscriptionRows;
  readonly clock: Clock;
  readonly log: Log;
}

/** What status shows besides the judgement. */
export interface PipelineState extends Observation {
  readonly queueLength: number | undefined;
  readonly pendingWaiting: number;
  readonly pendingUnavailable: number;
  /** True when there are more rows than were counted. */
  readonly countsAreLowerBounds: boolean;
  readonly deadLettersUnresolved: number;
  readonly lastNotificationAt: Date | undefined;
  readonly lastStoredAt: Date | undefined;
  readonly notBefore: Date | undefined;
  readonly subscriptionFailure: string | undefined;
  readonly maintainFailure: string | undefined;
}

/** Counting stops here: a probe must stay cheap when a backlog is large, which is when it matters. */
const MOST_ROWS_COUNTED = 10_000;

const DAY_MS = 24 * 60 * 60_000;
const DEAD_LETTER_SOURCES: ReadonlyArray<DeadLetterSource> = [
  'call-records',
  'call-records-poison',
  'notifications',
];

export async function observe(dependencies: ObserveDependencies): Promise<PipelineState> {
  const { clock, log } = dependencies;
  const { queue } = dependencies;
  const queueLength = await reached(() => queue.approximateLength('queue'), 'queueUnreachable', log);
  const poisoned = await reached(() => queue.approximateLength('poisonQueue'), 'queueUnreachable', log);
  const fromTables = await reached(() => readTables(dependencies), 'tablesUnreachable', log);
  return {
    now: clock.now(),
    queueReachable: queueLength !== undefined && poisoned !== undefined,
    queueLength,
    poisonedMessages: poisoned ?? 0,
    tablesReachable: fromTables !== undefined,
    ...(fromTables ?? nothingKnown),
  };
}

type FromTables = Omit<
  PipelineState,
  'now' | 'queueReachable' | 'queueLength' | 'poisonedMessages' | 'tablesReachable'
>;

const nothingKnown: FromTables = {
  subscription: { liveUntil: undefined, refusedAs: undefined, clientStateMismatchAt: undefined },
  maintainSucceededAt: undefined,
  pending: {
    oldestDueAt: undefined,
    forbiddenSince: undefined,
    unauthorizedSince: undefined,
    graphFailingSince: undefined,
    storageFailingSince: undefined,
  },
  unreadableRows: 0,
  newDeadLetters: 0,
  pendingWaiting: 0,
  pendingUnavailable: 0,
  countsAreLowerBounds: false,
  deadLettersUnresolved: 0,
  lastNotificationAt: undefined,
  lastStoredAt: undefined,
  notBefore: undefined,
  subscriptionFailure: undefined,
  maintainFailure: undefined,
};

/** A fault of storage is the finding here, not an accident: it becomes a reason. */
async function reached<T>(look: () => Promise<T>, event: string, log: Log): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    log.error(event, { error: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

async function readTables(dependencies: ObserveDependencies): Promise<FromTables> {
  const { status, rows } = dependencies;
  const [ingest, maintain, check, throttle] = await Promise.all([
    status.read('ingest'),
    status.read('maintain'),
    status.read('subscription'),
    status.read('throttle'),
  ]);
  const live = [...(await rows.readAll()).values()].filter(({ State }) => State === 'live');
  const refused = isAfter(check.LastFailureAt, check.LastSuccessAt);
  const pending = await countPending(dependencies);
  const dead = await countDeadLetters(dependencies);
  return {
    subscription: {
      liveUntil: latest(live.map((row) => row.ExpirationDateTime)),
      refusedAs: refused ? check.LastFailureKind : undefined,
      clientStateMismatchAt: latest(live.map((row) => row.ClientStateMismatchAt)),
    },
    subscriptionFailure: refused ? check.LastFailure : undefined,
    maintainSucceededAt: optionalDate(maintain.LastSuccessAt),
    maintainFailure: isAfter(maintain.LastFailureAt, maintain.LastSuccessAt)
      ? maintain.LastFailure
      : undefined,
    pending: pending.times,
    unreadableRows: pending.unreadable,
    pendingWaiting: pending.waiting,
    pendingUnavailable: pending.unavailable,
    newDeadLetters: dead.recent,
    deadLettersUnresolved: dead.unresolved,
    countsAreLowerBounds: pending.stopped || dead.stopped,
    lastNotificationAt: optionalDate(ingest.LastNotificationAt),
    lastStoredAt: optionalDate(ingest.LastStoredAt),
    notBefore: optionalDate(throttle.NotBefore),
  };
}

const PENDING = withColumns(pendingCallRecords, ['State', 'NextAttemptAt', 'Reason', 'FirstSeenAt']);

/** What each reason for waiting says about the world. */
const sinceOf = {
  forbidden: 'forbiddenSince',
  unauthorized: 'unauthorizedSince',
  throttled: 'graphFailingSince',
  unavailable: 'graphFailingSince',
  deadline: 'graphFailingSince',
  storage: 'storageFailingSince',
} as const satisfies Partial<Record<PendingReason, keyof Observation['pending']>>;

async function countPending({ tables, tenantId }: ObserveDependencies) {
  const times: { -readonly [Time in keyof Observation['pending']]: Date | undefined } = {
    ...nothingKnown.pending,
  };
  const counts = { waiting: 0, unavailable: 0, unreadable: 0 };
  const note = (time: keyof typeof times, at: Date) => {
    if (times[time] === undefined || at < times[time]) times[time] = at;
  };
  let stopped = false;
  const select = Object.keys(PENDING.columns);
  for await (const page of tables.table('PendingCallRecords').query({ partitionKey: tenantId, select })) {
    for (const row of page) {
      const values = readable(row);
      if (values === undefined) counts.unreadable += 1;
      else if (values.State !== 'waiting') counts.unavailable += 1;
      else {
        counts.waiting += 1;
        note('oldestDueAt', toDate(values.NextAttemptAt));
        const since = Object.entries(sinceOf).find(([reason]) => reason === values.Reason)?.[1];
        if (since !== undefined) note(since, toDate(values.FirstSeenAt ?? values.NextAttemptAt));
      }
    }
    stopped = counts.waiting + counts.unavailable >= MOST_ROWS_COUNTED;
    if (stopped) break;
  }
  return { ...counts, times, stopped };
}

/** A row that people typed in wrongly is a finding of its own, and hides nothing else. */
function readable(row: StoredRow): RowOf<typeof PENDING> | undefined {
  try {
    return fromRow(PENDING, row);
  } catch (error) {
    if (error instanceof ForeignRow) return undefined;
    throw error;
  }
}

async function countDeadLetters({ tables, clock }: ObserveDependencies) {
  const counts = { unresolved: 0, recent: 0, stopped: false };
  const since = clock.now().getTime() - DAY_MS;
  for (const partitionKey of DEAD_LETTER_SOURCES) {
    const unresolved = tables.table('DeadLetters').query({
      partitionKey,
      where: [{ column: 'State', is: 'ne', cell: { type: 'String', value: 'replayed' } }],
      select: ['DeadAt'],
    });
    for await (const page of unresolved) {
      for (const row of page) {
        counts.unresolved += 1;
        const deadAt = parseDateTime(row.cells.DeadAt?.value);
        // Without a readable time it may be new.
        if (deadAt === undefined || toDate(deadAt).getTime() >= since) counts.recent += 1;
      }
      if (counts.unresolved < MOST_ROWS_COUNTED) continue;
      counts.stopped = true;
      break;
    }
  }
  return counts;
}

function optionalDate(dateTime: Parameters<typeof toDate>[0] | undefined): Date | undefined {
  return dateTime === undefined ? undefined : toDate(dateTime);
}

function isAfter(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && (b === undefined || a > b);
}

function latest(instants: ReadonlyArray<Parameters<typeof toDate>[0] | undefined>): Date | undefined {
  const [last] = instants
    .filter((instant) => instant !== undefined)
    .sort()
    .slice(-1);
  return optionalDate(last);
}
