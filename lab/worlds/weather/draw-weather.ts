/** What goes wrong in a world: each kind of weather comes to some worlds, and most worlds have several. */

import type { Random } from '../../random.ts';
import { DAY, HOUR, MINUTE } from '../plan/plan.ts';
import { wrongClock } from './clocks.ts';
import { deployment, ingestDisabled, scaling, secondDeployment, standstill, upgrade } from './deployments.ts';
import { type Draw, OUTAGE_SECONDS, several, type WeatherOptions } from './draw.ts';
import {
  futureVersions,
  graphOutage,
  hiccups,
  lateNotifications,
  lyingLists,
  otherAnswers,
  refusedCalls,
  staleVersions,
  subscriptionTrouble,
  throttling,
} from './draw-graph.ts';
import { keepings } from './draw-keeping.ts';
import { exporting, rebuilding, replaying, verifying } from './operating.ts';
import { erasure, exclusion, handingOver, lift } from './privacy.ts';
import { answersLost, repliesLost, slowStorage, storageFault } from './storage.ts';
import { earlierMessage, foreignMessage, forgery, nonsense } from './strangers.ts';
import type { Weather } from './weather.ts';

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
  [0.25, leavings],
  [0.7, keepings],
  [0.25, operators],
  [0.15, wrongClocks],
  [0.25, verifications],
];

export function drawWeather(random: Random, options: WeatherOptions): ReadonlyArray<Weather> {
  return KINDS.flatMap(([share, draw], index) => {
    const own = random.fork('kind', index);
    return own.chance(share) ? draw(own, options) : [];
  });
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

function forgeries(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 6, lastCallAt, (at) => forgery(random.integer(1, 5), at));
}

function foreigners(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 6, lastCallAt, (at) => {
    const kind = random.pick([foreignMessage, foreignMessage, nonsense, earlierMessage]);
    return kind(random.integer(0, 1_000), at);
  });
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

function ingestStandstill(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const from = random.integer(0, lastCallAt);
  return [ingestDisabled({ from, until: from + random.integer(10 * MINUTE, 8 * HOUR) })];
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

/** Users are erased and calls excluded, as those before were; what is excluded may be lifted, and excluded again. */
function leavings(random: Random, { lastCallAt, lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  const someone = () => random.integer(0, 1_000_000);
  const kinds = ['user', 'organizer', 'meeting'] as const;
  return [
    ...several(random, 2, lastCallAt, (at) =>
      erasure(someone(), at, { twice: random.chance(0.2), isNamed: random.chance(0.5) }),
    ),
    ...several(random, 3, lastCallAt, (at) => exclusion(random.pick(kinds), someone(), at)),
    ...(random.chance(0.5) ? several(random, 2, lastsUntil, lift) : []),
    ...several(random, 2, lastsUntil, (at) => handingOver(someone(), at, { isNamed: random.chance(0.5) })),
    // Exports of who is to be left out.
    ...several(random, 2, lastsUntil, exporting),
  ];
}

function wrongClocks(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 2, lastCallAt, (from) => {
    const hoursAhead = random.pick([-1, 1]) * random.pick([1, 20, 30, 80, 200]);
    const of = random.pick(['an instance', 'an instance', 'the operator']);
    return wrongClock({ of, hoursAhead, from, until: from + random.integer(10 * MINUTE, 6 * HOUR) });
  });
}

function operators(random: Random, { lastsUntil }: WeatherOptions): ReadonlyArray<Weather> {
  return several(random, 4, lastsUntil, (at) => {
    const work = random.pick(['replay', 'rebuild', 'upgrade', 'export']);
    if (work === 'replay') return replaying(random.integer(0, 1_000_000), at);
    if (work === 'export') return exporting(at);
    return rebuilding(at);
  });
}

function verifications(random: Random, { lastCallAt }: WeatherOptions): ReadonlyArray<Weather> {
  const isAfterLoss = random.chance(0.5);
  return [verifying(random.integer(0, 1_000_000), random.integer(0, lastCallAt), { isAfterLoss })];
}
