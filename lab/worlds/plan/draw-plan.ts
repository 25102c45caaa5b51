/** A plan from a seed: which calls happen, and what goes wrong around them. */

import { Random } from '../../random.ts';
import { drawWeather } from '../weather/draw-weather.ts';
import { drawCalls, NEVER } from './draw-calls.ts';
import { drawDeaths, drawDeathsOfPasses, drawStalls } from './draw-fates.ts';
import type { WorldSize } from './frame.ts';
import type { WorldPlan } from './plan.ts';
import { HOUR } from './plan.ts';

/** All worlds begin on this day, at some time of it. */
const FIRST_DAY = Date.UTC(2026, 10, 23);

export function drawPlan(seed: number, size: WorldSize = 'full'): WorldPlan {
  const random = Random.seeded(seed).fork('plan');
  const secondOfDay = random.integer(0, 24 * HOUR);
  const startsAt = new Date(FIRST_DAY + secondOfDay * 1000);
  const backfillDays = random.chance(0.02) ? 30 : random.pick([0, 0, 1]);
  const calls = drawCalls(random.fork('calls'), {
    size,
    backfillDays,
    firstMidnight: 24 * HOUR - secondOfDay,
  });
  const lastCallAt = Math.max(...calls.map(({ endsAt }) => endsAt));
  const lastsUntil = Math.max(
    ...calls
      .filter(({ readableAfterSeconds }) => readableAfterSeconds < NEVER)
      .map(({ endsAt, readableAfterSeconds, nextVersionsAfterSeconds }) =>
        nextVersionsAfterSeconds.reduce((sum, after) => sum + after, endsAt + readableAfterSeconds),
      ),
  );
  const weather = drawWeather(random.fork('weather'), { size, lastCallAt, lastsUntil });
  const ends = weather.map(({ from, until = from }) => until);
  return {
    seed,
    size,
    startsAt,
    instances: random.integer(1, 4),
    behaviour: {
      duplicateShare: random.pick([0.02, 0.1, 0.3]),
      reorderShare: random.pick([0, 0.1, 0.4]),
      earlyNotificationShare: 0,
      maximumBatch: random.pick([1, 5, 20]),
      duplicateSubscriptions: random.pick(['reject', 'accept']),
      showsExpiredSubscriptions: random.chance(0.2),
      validatesRenewals: random.chance(0.3),
      undeclaredProperties: random.chance(0.1),
    },
    calls,
    weather,
    fates: [
      ...drawDeaths(random.fork('deaths'), calls.length),
      ...drawStalls(random.fork('stalls'), calls.length),
      ...drawDeathsOfPasses(random.fork('deaths of summaries'), 'summarize'),
      ...drawDeathsOfPasses(random.fork('deaths of forgetting'), 'forget'),
      ...drawDeathsOfPasses(random.fork('deaths of retention'), 'retain'),
      ...drawDeathsOfPasses(random.fork('deaths of commands'), 'command'),
    ],
    clearsAt: Math.max(lastsUntil, ...ends) + HOUR,
    backfillDays,
    maintainEveryMinutes: random.pick([1, 1, 5]),
    reconcileEveryMinutes: random.pick([5, 7, 7]),
    summarizeEveryMinutes: random.pick([5, 15]),
    retainEveryMinutes: 10,
    forgetEveryMinutes: 15,
    clockSkewSeconds: random.chance(0.1) ? random.pick([1, 30, 240]) : 0,
  };
}
