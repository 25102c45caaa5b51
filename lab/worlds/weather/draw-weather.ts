/** What goes wrong in a world: each kind of weather comes to some worlds, and most worlds have several. */

import type { FaultName } from '../../graph/faults.ts';
import type { Random, Weighted } from '../../random.ts';
import type { WorldSize } from '../plan/frame.ts';
import { deployment, ingestDisabled, scaling, secondDeployment, standstill, upgrade } from './deployments.ts';
import { futureVersion, graphFault, oneCallRefused, subscriptionEvent } from './graph.ts';
import { answersLost, repliesLost, slowStorage, storageFault } from './storage.ts';
import { earlierMessage, foreignMessage, forgery, nonsense } from './strangers.ts';
import type { Weather } from './weather.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;

export interface WeatherOptions {
  readonly size: WorldSize;
  readonly lastCallAt: number;
  readonly lastsUntil: number;
}

type Draw = (random: Random, options: WeatherOptions) => ReadonlyArray<Weather>;

/** With the share of worlds that each comes to. */
const KINDS: ReadonlyArray<readonly [share: number, draw: Draw]> = [
  [0.5, hiccups],
  [0.5, throttling],
  [0.25, graphOutage],
  [0.35, storageOutage],
  [0.35, lostReplies],
  [0.15, slowness],
  [0.3, lateNotifications],
  [0.3, forgeries],
  [0.25, foreigners],
  [0.25, subscriptionTrouble],
  [0.3, deployments],
  [0.2, scalings],
  [0.2, upgrades],
  [0.15, lyingLists],
  [0.15, otherAnswers],
  [0.15, refusedCalls],
  [0.1, futureVersions],
  [0.1, ingestStandstill],
  [0.15, staleVersions],
  [1, standstills],
  [0.15, secondDeployments],
];

export function drawWeather(random: Random, options: WeatherOptions): ReadonlyArray<Weather> {
  return KINDS.flatMap(([share, draw], index) => {
    const own = random.fork('kind', index);
    return own.chance(share) ? draw(own, options) : [];
  });
}

const OUTAGE_SECONDS: Weighted<readonly [least: number, most: number]> = [
  [[5 * MINUTE, HOUR], 70],
  [[HOUR, 6 * HOUR], 25],
  [[6 * HOUR, DAY], 4],
  [[DAY, 8 * DAY], 1],
];

/** Up to so many, each at some time before that second. */
function several(
  random: Random,
  most: number,
  before: number,
  draw: (at: number) => Weather,
): ReadonlyArray<Weather> {
  return Array.from({ length: random.integer(1, most) }, () => draw(random.integer(0, before)));
}

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

function hiccups(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
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

function throttling(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
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

function graphOutage(random: Random, options: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, options.lastCallAt);
  const until = from + random.within(OUTAGE_SECONDS);
  return [graphFault(random.pick(OUTAGES), { from, until, target: 'any' })];
}

function storageOutage(random: Random, options: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 2, options.lastCallAt, (from) => {
    const of = random.pick(['tables', 'queue', 'both']);
    const share = random.pick([1, 1, 0.5, 0.1]);
    const how = random.pick(['unreachable', 'busy', 'replyLost']);
    const isClosed = of === 'both' && share === 1 && how !== 'replyLost';
    // Where messages still come through, and fail, every one of them is tried every half a minute.
    const seconds = isClosed
      ? random.within(OUTAGE_SECONDS)
      : random.integer(5 * MINUTE, of === 'queue' ? HOUR : 40 * MINUTE);
    return storageFault({ of, how, share, from, until: from + seconds });
  });
}

function lostReplies(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastsUntil);
  const until = from + random.integer(10 * MINUTE, 4 * HOUR);
  return [
    repliesLost({ share: random.pick([0.02, 0.1, 0.3]), from, until }),
    answersLost({ share: random.pick([0.02, 0.1]), from, until }),
  ];
}

function slowness(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  const until = from + random.integer(MINUTE, 40 * MINUTE);
  return [slowStorage({ mostMilliseconds: random.pick([500, 4_000, 20_000]), from, until })];
}

function lateNotifications(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
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

function forgeries(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 6, lastCallAt, (at) => forgery(random.integer(1, 5), at));
}

function foreigners(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 6, lastCallAt, (at) => {
    const kind = random.pick([foreignMessage, foreignMessage, nonsense, earlierMessage]);
    return kind(random.integer(0, 1_000), at);
  });
}

function subscriptionTrouble(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
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

function deployments(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const at = random.integer(0, lastCallAt);
  const newSecret = random.chance(0.5);
  const first = deployment({ abrupt: random.chance(0.4), moves: random.chance(0.2), newSecret }, at);
  if (!newSecret) return [first];
  const later = at + random.integer(30 * MINUTE, 3 * HOUR);
  return [first, deployment({ forgetsPrevious: true }, later)];
}

function scalings(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 4, lastCallAt, (at) => scaling(random.integer(1, 5), at));
}

function upgrades(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return [upgrade(random.integer(0, lastsUntil))];
}

/** The list answers with too little, and says nothing of it. */
function lyingLists(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (from) => {
    const until = from + random.within(OUTAGE_SECONDS);
    return graphFault(random.pick(['empty-list', 'half-list']), { from, until, target: 'lists' });
  });
}

/** What should have been a 5xx is a 200 with an error in it, or a 400. */
function otherAnswers(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  const until = from + random.integer(10 * MINUTE, 6 * HOUR);
  const fault = random.pick(['error-in-success', 'bad-request'] as const);
  return [graphFault(fault, { from, until, target: random.pick(['any', 'callRecords']) })];
}

function refusedCalls(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 2, lastsUntil, (from) => {
    const fault = random.pick(['forbidden', 'server-error', 'bad-request'] as const);
    const until = from + random.integer(HOUR, 3 * DAY);
    return oneCallRefused(fault, random.integer(0, 1_000), { from, until });
  });
}

function futureVersions(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (at) => futureVersion(random.integer(0, 1_000), at));
}

function ingestStandstill(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  return [ingestDisabled({ from, until: from + random.integer(10 * MINUTE, 8 * HOUR) })];
}

/** Records are shown as they were a version ago: the list knows better. */
function staleVersions(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 3, lastsUntil, (from) => {
    const until = from + random.integer(MINUTE, 6 * HOUR);
    return graphFault('stale-version', { from, until });
  });
}

/** Half of the months that are played have one in which Graph forgets calls. */
function standstills(random: Random, { size }: WeatherOptions): ReadonlyArray<Weather> {
  if (size !== 'month' || random.chance(0.5)) return [];
  const from = random.integer(0, 3 * DAY);
  return [standstill({ from, until: from + random.integer(31 * DAY, 32 * DAY) })];
}

function secondDeployments(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  const until = from + random.integer(10 * MINUTE, DAY);
  return [secondDeployment(random.chance(0.5), { from, until })];
}
