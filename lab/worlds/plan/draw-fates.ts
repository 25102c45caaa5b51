/** Which processes of a world end or stand still, and where: anywhere, and sometimes again at the next try. */

import type { Random, Weighted } from '../../random.ts';
import type { ActivityKind, Moment, PlannedFate } from './frame.ts';

/** Where processes end. Of each, the requests among which the moment is drawn. */
const WHERE: Weighted<readonly [during: ActivityKind, requests: number]> = [
  [['ingest', 24], 60],
  [['receive', 4], 12],
  [['maintain', 12], 10],
  [['reconcile', 12], 6],
  [['host', 2], 12],
  [['deadLetter', 4], 4],
];

/** Deaths of a world, and how often each is repeated at the tries that follow. */
const DEATHS: Weighted<readonly [least: number, most: number]> = [
  [[0, 0], 30],
  [[1, 4], 40],
  [[5, 20], 30],
];
const REPEATED: Weighted<number> = [
  [1, 70],
  [2, 22],
  [4, 4],
  [6, 4],
];

export function drawDeaths(random: Random, calls: number): ReadonlyArray<PlannedFate> {
  return Array.from({ length: random.within(DEATHS) }, () => {
    const [during, requests] = random.weighted(WHERE);
    const first = drawMoment(random, requests);
    const more = Array.from({ length: random.weighted(REPEATED) - 1 }, () => drawMoment(random, requests));
    const ordinal = random.integer(1, during === 'ingest' ? calls : 40);
    return { during, ordinal, moments: [first, ...more] };
  });
}

/** Passes are few, and the requests of one many. */
export function drawDeathsOfPasses(
  random: Random,
  during: 'summarize' | 'forget' | 'retain' | 'command',
): ReadonlyArray<PlannedFate> {
  return Array.from({ length: random.integer(0, 2) }, () => ({
    during,
    ordinal: random.integer(1, 8),
    moments: [drawMoment(random, 16)],
  }));
}

/** Processes that stand still long enough for the lease of their message to end. */
export function drawStalls(random: Random, calls: number): ReadonlyArray<PlannedFate> {
  const count = random.chance(0.3) ? random.integer(1, 4) : 0;
  return Array.from({ length: count }, () => {
    const ordinal = random.integer(1, calls);
    const request = random.integer(1, 20);
    const standsStillSeconds = random.integer(60, 1_500);
    return { during: 'ingest', ordinal, moments: [{ request, phase: 'before', standsStillSeconds }] };
  });
}

function drawMoment(random: Random, requests: number): Moment {
  return { request: random.integer(1, requests), phase: random.pick(['before', 'after']) };
}
