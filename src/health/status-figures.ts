/** The figures of the status in words, as the command and the explorer show them. */

import { MINUTE_MS } from '../language/milliseconds.ts';
import type { CoverageCounts } from '../reconcile/coverage.ts';
import { ago, span } from '../wording/ago.ts';
import { counted } from '../wording/values.ts';
import type { LeftOutCounts, Observation } from './observation.ts';
import { RECONCILE_SILENT_MS } from './reasons/timers.ts';

/** What the figures are made of. */
export interface ShownState
  extends Pick<
    Observation,
    | 'now'
    | 'queueReachable'
    | 'tablesReachable'
    | 'poisonedMessages'
    | 'pendingWaiting'
    | 'pendingUnavailable'
    | 'pendingSecondLooks'
    | 'pendingIncomplete'
    | 'countsAreLowerBounds'
    | 'deadLettersUnresolved'
    | 'newDeadLetters'
  > {
  readonly queueLength?: number | undefined;
  readonly subscription: { readonly liveUntil?: Date | undefined; readonly foreign: ReadonlyArray<string> };
  readonly subscriptionFailure?: string | undefined;
  readonly runningSince?: Date | undefined;
  readonly maintainSucceededAt?: Date | undefined;
  readonly maintainFailure?: string | undefined;
  readonly reconcile: { readonly succeededAt?: Date | undefined };
  readonly reconcileFailure?: string | undefined;
  readonly oldestPendingAt?: Date | undefined;
  readonly lastNotificationAt?: Date | undefined;
  readonly lastStoredAt?: Date | undefined;
  readonly notBefore?: Date | undefined;
  readonly forgetting: LeftOutCounts;
  readonly coverage: {
    readonly hoursDue: number;
    readonly settled: CoverageCounts;
    readonly days: ReadonlyArray<CoverageCounts & { readonly day: string }>;
  };
}

export type Figure = readonly [label: string, value: string];

const NOT_READ = 'cannot be read';
const NOT_LISTED = 'not listed yet';

export function statusFigures(state: ShownState): ReadonlyArray<Figure> {
  const figures = figuresOf(state);
  if (state.tablesReachable) return figures;
  // What stands in the state then is not what the tables hold: a 0 or a never would be an answer.
  return figures.map(([label, value]) => [label, label === QUEUE ? value : NOT_READ]);
}

/** The one figure that no table tells. */
const QUEUE = 'queue';

function figuresOf(state: ShownState): ReadonlyArray<Figure> {
  const { now, coverage, subscription, notBefore } = state;
  const isSoFar = coverage.hoursDue > 0;
  const today = coverage.days.find(({ day }) => now.toISOString().startsWith(day));
  return [
    ['last call stored', lastNoted(state.lastStoredAt, now)],
    ['last notification', lastNoted(state.lastNotificationAt, now)],
    [
      'last 24 hours',
      coverage.days.length === 0
        ? NOT_LISTED
        : `${storedOf(coverage.settled, isSoFar)} (newer hours may still gain calls)`,
    ],
    ['today (UTC)', today === undefined ? NOT_LISTED : storedOf(today, isSoFar)],
    ['pending', pendingText(state)],
    ['dead letters', deadLettersText(state)],
    [QUEUE, queueText(state)],
    ['subscription', withFailure(untilText(subscription.liveUntil, now), state.subscriptionFailure)],
    ...subscription.foreign.map((one) => ['', `another deployment has ${one}`] as const),
    // The names of the timers are those in logs, alerts and the portal.
    [
      'waiting calls sent on',
      withFailure(`${since(state.maintainSucceededAt, now)}, by maintain`, state.maintainFailure),
    ],
    [
      'compared with Graph',
      withFailure(
        `${comparedText(state)}, by reconcile; ${counted(coverage.hoursDue, 'hour')} due to be listed`,
        state.reconcileFailure,
      ),
    ],
    ...leftOutFigures(state.forgetting, now),
    ...throttling(notBefore, now),
  ];
}

/** Nothing is said of what was never asked for. */
export function leftOutFigures(counts: LeftOutCounts, now: Date): ReadonlyArray<Figure> {
  const { exclusions, exclusionsUnfinished, exclusionsGoOnAt } = counts;
  const { erasures, erasuresUnfinished, erasuresGoOnAt } = counts;
  const figures: ReadonlyArray<Figure> = [
    ['exclusions', `${exclusions} in force, ${unfinishedText(exclusionsUnfinished, exclusionsGoOnAt, now)}`],
    ['erasures', `${erasures} asked for, ${unfinishedText(erasuresUnfinished, erasuresGoOnAt, now)}`],
  ];
  return figures.filter((_figure, place) => [exclusions, erasures][place] !== 0);
}

/** A pass that has found something is followed by another one an hour later, which mostly is the last. */
function unfinishedText(unfinished: number, goOnAt: Date | undefined, now: Date): string {
  if (unfinished === 0) return 'all finished';
  const waits = (goOnAt?.getTime() ?? 0) - now.getTime();
  return `${unfinished} not finished: ${waits > 0 ? `the timer looks again in ${span(waits)}` : 'under way'}`;
}

/** The last second is over before it can be read. */
const SHORTEST_THROTTLING_MS = 1_000;

function throttling(notBefore: Date | undefined, now: Date): ReadonlyArray<Figure> {
  const left = notBefore === undefined ? 0 : notBefore.getTime() - now.getTime();
  return left < SHORTEST_THROTTLING_MS ? [] : [['Graph', `throttles the tenant for ${span(left)} more`]];
}

/** So far: while hours are due to be listed, which may have calls. */
function storedOf(counts: CoverageCounts, isSoFar: boolean): string {
  const { listed, stored, fresh, missing, givenUp, unlisted } = counts;
  if (listed + unlisted === 0) return `Graph listed no call${isSoFar ? ' so far' : ''}`;
  const rest = [
    [fresh, 'too recent to count'],
    [missing - givenUp, 'missing when last listed'],
    [givenUp, 'given up'],
    [unlisted, 'stored and hidden by Graph’s list'],
  ] as const;
  const words = rest.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [`${stored} of ${counted(listed, 'listed call')} stored`, ...words].join(', ');
}

function pendingText(state: ShownState): string {
  const { pendingWaiting, pendingUnavailable, pendingIncomplete, oldestPendingAt, now } = state;
  const { pendingSecondLooks } = state;
  const looks =
    pendingSecondLooks === 0 ? '' : `; ${counted(pendingSecondLooks, 'stored call')} looked at again`;
  if (pendingWaiting + pendingUnavailable === 0) return `none${looks}`;
  const oldest =
    oldestPendingAt === undefined
      ? ''
      : `, the oldest for ${span(now.getTime() - oldestPendingAt.getTime())}`;
  const incomplete = pendingIncomplete === 0 ? '' : `, ${pendingIncomplete} incomplete and read again`;
  const unavailable = pendingUnavailable === 0 ? '' : `; ${pendingUnavailable} unavailable`;
  return `${atLeast(state)}${counted(pendingWaiting, 'call')}${oldest}${incomplete}${unavailable}${looks}`;
}

function deadLettersText(state: ShownState): string {
  const { deadLettersUnresolved, newDeadLetters } = state;
  if (deadLettersUnresolved === 0) return 'none';
  return `${atLeast(state)}${deadLettersUnresolved}, ${newDeadLetters} of them new within a day`;
}

function atLeast({ countsAreLowerBounds }: ShownState): string {
  return countsAreLowerBounds ? 'at least ' : '';
}

function queueText({ queueReachable, queueLength, poisonedMessages }: ShownState): string {
  if (!queueReachable) return NOT_READ;
  const poisoned = poisonedMessages === 0 ? '' : `, ${poisonedMessages} in the poison queue`;
  return `${counted(queueLength ?? 0, 'message')}${poisoned}`;
}

/** After the first start it has the time that health gives it. */
function comparedText({ now, runningSince, coverage, reconcile: { succeededAt } }: ShownState): string {
  const left = (runningSince?.getTime() ?? 0) + RECONCILE_SILENT_MS - now.getTime();
  if (succeededAt !== undefined || left <= 0) return since(succeededAt, now);
  return `${coverage.days.length > 0 ? 'begun, and not yet to the end' : 'not yet'}: due within ${span(left)}`;
}

function untilText(liveUntil: Date | undefined, now: Date): string {
  if (liveUntil === undefined) return 'none';
  const left = liveUntil.getTime() - now.getTime();
  return left > 0 ? `expires in ${span(left)}` : `expired ${ago(liveUntil, now)}`;
}

/** An instance writes down once a minute that something happens: the last time was then, or up to a minute later. */
function lastNoted(instant: Date | undefined, now: Date): string {
  const minutes = instant === undefined ? 0 : Math.ceil((now.getTime() - instant.getTime()) / MINUTE_MS);
  if (minutes === 1) return 'less than a minute ago';
  return minutes === 2 ? 'less than 2 min ago' : since(instant, now);
}

function since(instant: Date | undefined, now: Date): string {
  return instant === undefined ? 'never' : ago(instant, now);
}

function withFailure(text: string, failure: string | undefined): string {
  return failure === undefined ? text : `${text}; failed since: ${failure}`;
}
