/** What Graph does wrong in a world. */

import type { FaultName } from '../../graph/faults.ts';
import type { Random, Weighted } from '../../random.ts';
import { DAY, HOUR, MINUTE } from '../plan/plan.ts';
import { OUTAGE_SECONDS, several, type WeatherOptions } from './draw.ts';
import { futureVersion, graphFault, oneCallRefused, subscriptionEvent } from './graph.ts';
import type { Weather } from './weather.ts';

const TARGETS = ['any', 'callRecords', 'subscriptions'] as const;

const HICCUPS = [
  'server-error',
  'bad-gateway',
  'unavailable',
  'gateway-timeout',
  'hang',
  'connection-reset',
  'truncated-body',
  'malformed-json',
  'wrong-content-type',
  'error-in-success',
  'byte-order-mark',
  'lost-expansion',
  'foreign-next-link',
  'looping-next-link',
  'version-moves',
  'not-found',
  'unauthorized',
  'forbidden',
] as const satisfies ReadonlyArray<FaultName>;

export function hiccups(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 8, lastsUntil, (from) => {
    const fault = random.pick(HICCUPS);
    const count = random.integer(1, 6);
    return graphFault(fault, { from, until: from + 2 * HOUR, count, target: random.pick(TARGETS) });
  });
}

/** Every form of Retry-After, short and long. */
const RETRY_AFTER: Weighted<readonly [fault: FaultName, retryAfter: string | undefined]> = [
  [['throttled', undefined], 3],
  [['throttled', '1'], 2],
  [['throttled', '19'], 2],
  [['throttled', '21'], 2],
  [['throttled', '300'], 2],
  [['throttled', '3600'], 1],
  [['throttled-fraction', undefined], 2],
  [['throttled-fraction', '0.5'], 1],
  [['throttled-list', undefined], 2],
  [['throttled-date', undefined], 3],
  [['throttled-malformed', undefined], 2],
  [['throttled-silently', undefined], 2],
  [['unavailable', '40'], 2],
];

export function throttling(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 6, lastsUntil, (from) => {
    const [fault, retryAfter] = random.weighted(RETRY_AFTER);
    return graphFault(fault, {
      retryAfter,
      count: random.integer(1, 30),
      from,
      until: from + random.integer(5, 30 * MINUTE),
      target: random.pick(TARGETS),
    });
  });
}

const OUTAGES = [
  'server-error',
  'unavailable',
  'gateway-timeout',
  'hang',
  'connection-reset',
  'unauthorized',
  'forbidden',
] as const satisfies ReadonlyArray<FaultName>;

export function graphOutage(random: Random, options: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, options.lastCallAt);
  const until = from + random.within(OUTAGE_SECONDS);
  return [graphFault(random.pick(OUTAGES), { from, until, target: 'any' })];
}

export function lateNotifications(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  const faults = [
    'notification-duplicated',
    'notification-reordered',
    'notification-delayed',
    'notification-dropped',
  ] as const satisfies ReadonlyArray<FaultName>;
  return several(random, 6, lastsUntil, (from) => {
    const fault = random.pick(faults);
    return graphFault(fault, { count: random.integer(1, 20), from, until: from + 4 * HOUR });
  });
}

export function subscriptionTrouble(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  const events = [
    'subscription-removed',
    'lifecycle-subscription-removed',
    'lifecycle-reauthorization-required',
    'lifecycle-missed',
  ] as const;
  return [
    ...several(random, 3, lastsUntil, (at) => subscriptionEvent(random.pick(events), at)),
    ...several(random, 2, lastsUntil, (from) =>
      graphFault(random.pick(['renewal-not-found', 'subscription-conflict', 'subscription-quota']), {
        count: random.integer(1, 3),
        from,
        until: from + DAY,
      }),
    ),
  ];
}

/** The list answers with too little, and says nothing of it. */
export function lyingLists(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (from) => {
    const until = from + random.within(OUTAGE_SECONDS);
    return graphFault(random.pick(['empty-list', 'half-list']), { from, until, target: 'lists' });
  });
}

/** What should have been a 5xx is a 200 with an error in it, or a 400. */
export function otherAnswers(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  const until = from + random.integer(10 * MINUTE, 6 * HOUR);
  const fault = random.pick(['error-in-success', 'bad-request'] as const);
  return [graphFault(fault, { from, until, target: random.pick(['any', 'callRecords']) })];
}

export function refusedCalls(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 2, lastsUntil, (from) => {
    const fault = random.pick(['forbidden', 'server-error', 'bad-request'] as const);
    const until = from + random.integer(HOUR, 3 * DAY);
    return oneCallRefused(fault, random.integer(0, 1_000), { from, until });
  });
}

export function futureVersions(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (at) => futureVersion(random.integer(0, 1_000), at));
}

/** Records are shown as they were a version ago: the list knows better. */
export function staleVersions(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (from) => {
    const until = from + random.integer(MINUTE, 6 * HOUR);
    return graphFault('stale-version', { from, until });
  });
}
